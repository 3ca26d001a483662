import type { ColourName } from './colour-name.ts'

/** One line of a panel. */
export type PanelLine = Readonly<{ label: string; colour: ColourName; dash?: readonly number[]; fill?: boolean }>
