/** Advisory locks share one space with whatever else uses the database: these numbers are Scout's own. */
export const MIGRATION_LOCK = 7_205_511_001;
/** Held shared while a batch is decided on the configuration, and alone while the configuration changes. */
export const CONFIGURATION_LOCK = 7_205_511_002;
