package dev.jobgrid.storage;

import dev.jobgrid.id.JobRef;
import dev.jobgrid.job.JobState;
import dev.jobgrid.job.Transition;
import java.util.Optional;

/**
 * A change as the job's row will hold it. Made by the caller, before it waits for its commit, so that callers share the
 * work.
 *
 * @param transition the change
 * @param state the state afterwards as JSON
 * @param told its events
 */
record ChangeRow(Transition transition, String state, Optional<EventRow> told) {
    static ChangeRow of(Transition transition, StoredJson json) {
        return new ChangeRow(
                transition,
                json.write(transition.after().state()),
                EventRow.of(transition.before().ref(), transition.events(), json));
    }

    JobRef ref() {
        return transition.before().ref();
    }

    JobState after() {
        return transition.after().state();
    }
}
