import { sendControl } from './api.ts'
import type { Control } from './types.ts'

const storageName = 'seawall-control-key'

/** The operator's key and the last command's outcome. */
export type ControlDesk = Readonly<{
  hasKey: boolean
  asking: boolean
  problem: string | undefined
  busy: boolean
  send: (command: Control) => Promise<void>
  giveKey: (key: string) => Promise<void>
  dismiss: () => void
  forget: () => void
}>

/**
 * Sends commands, asking once for the key, which lives in this tab's session only.
 *
 * @example
 * const desk = createControlDesk()
 */
export function createControlDesk(): ControlDesk {
  let key = $state<string | undefined>(read())
  let asking = $state(false)
  let problem = $state<string | undefined>()
  let busy = $state(false)
  let waiting: Control | undefined

  const send = async (command: Control): Promise<void> => {
    problem = undefined
    if (key === undefined) {
      waiting = command
      asking = true
      return
    }
    busy = true
    const answer = await sendControl(command, key)
    busy = false
    if (answer.ok) return
    problem = answer.message
    if (answer.status !== 401) return
    forget()
    problem = 'The key was refused. It is printed on the terminal when the run starts.'
    waiting = command
    asking = true
  }
  const forget = (): void => {
    key = undefined
    sessionStorage.removeItem(storageName)
  }
  return {
    get hasKey() {
      return key !== undefined
    },
    get asking() {
      return asking
    },
    get problem() {
      return problem
    },
    get busy() {
      return busy
    },
    send,
    giveKey: async (given) => {
      key = given.trim()
      sessionStorage.setItem(storageName, key)
      asking = false
      const command = waiting
      waiting = undefined
      if (command !== undefined) await send(command)
    },
    dismiss: () => {
      asking = false
      problem = undefined
      waiting = undefined
    },
    forget,
  }
}

/** A key given in the address (`#key=...`, never sent to a server) is taken once and wiped from it. */
function read(): string | undefined {
  const given = new URLSearchParams(location.hash.slice(1)).get('key')
  if (given !== null && given !== '') {
    sessionStorage.setItem(storageName, given)
    history.replaceState(null, '', location.pathname)
  }
  return sessionStorage.getItem(storageName) ?? undefined
}
