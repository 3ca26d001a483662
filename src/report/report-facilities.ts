/**
 * One facility at the end of a run, in minor units of the settlement asset. `promised` is set aside or lent and not back yet; `paid` went out to members or for
 * losses; `earned` are premiums and interest, or gains kept; `lost` is principal that nobody paid. Absent where a facility knows no such thing.
 */
export type FacilityFigures = Readonly<{ name: string; left: bigint; promised?: bigint; paid: bigint; earned: bigint; lost?: bigint }>

/** Guarantees, loans and draws at the end of a run. */
export type ReportFacilities = Readonly<{ asset: string; decimals: number; rows: readonly FacilityFigures[] }>
