export const venueValueAtRiskProcedures = {}
