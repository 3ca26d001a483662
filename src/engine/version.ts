// tidy-ok: one constant, compared by every test that reads a manifest
/** The version of the rules. A journal names it; another version may conclude something else from the same inputs. */
export const engineVersion = '0.1.0'
