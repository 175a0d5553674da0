package dev.jobgrid.auth;

import java.util.Locale;

/** A permission of a key (reference §02). */
public enum Scope {
    /** Estimate workloads. */
    JOBS_ESTIMATE,
    /** Submit jobs, upload inputs, cancel jobs; estimate too. */
    JOBS_SUBMIT,
    /** As {@link #JOBS_SUBMIT}, and list inputs. */
    JOBS_WRITE,
    /** List jobs; read status, runtime, events, artifacts, inputs and logs. */
    JOBS_READ,
    /** Read logs. */
    LOGS_READ;

    /** The scope as clients write it: "jobs:submit". */
    public String published() {
        return name().toLowerCase(Locale.ROOT).replace('_', ':');
    }
}
