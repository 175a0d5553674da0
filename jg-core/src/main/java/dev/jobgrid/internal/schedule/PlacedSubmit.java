package dev.jobgrid.internal.schedule;

import dev.jobgrid.job.JobEvent;
import dev.jobgrid.job.Transition;
import dev.jobgrid.spi.store.Creation;
import dev.jobgrid.spi.store.Creation.Found;
import dev.jobgrid.spi.store.JobStore;
import dev.jobgrid.spi.store.NewJob;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * A new job with the devices that it was quoted. It has to be stored once: its dispatcher places nothing else until that
 * is done. Launched once it is stored, else its devices are free again. Single-threaded.
 */
public final class PlacedSubmit {
    private final Transition placing;
    private final Consumer<Optional<Found>> onEnd;

    /** @param onEnd receives the outcome; empty if that is unknown: then recovery resumes the run, if it is stored */
    PlacedSubmit(Transition placing, Consumer<Optional<Found>> onEnd) {
        this.placing = placing;
        this.onEnd = onEnd;
    }

    /**
     * Stores the job as placed.
     *
     * @param queued the job as it would be stored without a place
     * @return empty if nothing was stored, because a peer was faster to get a device
     */
    public Optional<Creation> store(NewJob queued, JobStore jobs) {
        Optional<Found> found = Optional.empty();
        try {
            Creation made = jobs.create(List.of(placed(queued))).get(0);
            found = Optional.of(made.found());
            return answer(made);
        } finally {
            onEnd.accept(found);
        }
    }

    /** As {@link #store}, by {@link JobStore#createAsync}. */
    public CompletionStage<Optional<Creation>> storeAsync(NewJob queued, JobStore jobs) {
        CompletionStage<List<Creation>> stage;
        try {
            stage = jobs.createAsync(List.of(placed(queued)));
        } catch (RuntimeException | Error e) {
            onEnd.accept(Optional.empty());
            throw e;
        }
        return stage.whenComplete((made, failure) ->
                        onEnd.accept(failure == null ? Optional.of(made.get(0).found()) : Optional.empty()))
                .thenApply(made -> answer(made.get(0)));
    }

    private NewJob placed(NewJob queued) {
        List<JobEvent> events = new ArrayList<>(queued.events());
        events.addAll(placing.events());
        return new NewJob(placing.after(), events, queued.reservation(), queued.idempotency());
    }

    private static Optional<Creation> answer(Creation made) {
        return made.found() == Found.DEVICE_HELD ? Optional.empty() : Optional.of(made);
    }
}
