package dev.jobgrid.internal;

import dev.jobgrid.Callbacks;
import dev.jobgrid.callbacks.CallbackReport;
import dev.jobgrid.id.JobId;
import java.util.Optional;

/** Callbacks of the jobs of a caller's workspace. Thread-safe. */
record CallersCallbacks(Rights rights) implements Callbacks {
    @Override
    public Optional<CallbackReport> report(JobId id) {
        rights.allowReads();
        return rights.services().callbacks().report(rights.ref(id));
    }

    @Override
    public CallbackReport retry(JobId id) {
        rights.allowSubmits();
        return rights.services().callbacks().retry(rights.ref(id));
    }
}
