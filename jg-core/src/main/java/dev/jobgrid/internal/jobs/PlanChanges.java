package dev.jobgrid.internal.jobs;

import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobEvent.Level;
import dev.jobgrid.job.LaunchHold;
import dev.jobgrid.job.LaunchHold.Stage;
import dev.jobgrid.job.Transition;
import dev.jobgrid.job.Trigger;
import dev.jobgrid.routing.Usd;
import java.time.Instant;

/** The changes of a job that is a launch plan: it gets the go, or ends without one at no cost. Pure. */
public final class PlanChanges {
    private PlanChanges() {}

    /** It has its place from now on; added to the change that places it. */
    public static void addHeld(Transition.Builder placing, Job job, Instant now) {
        job.state()
                .hold()
                .filter(hold -> hold.stage() == Stage.WAITING)
                .ifPresent(hold -> placing.launchPlan(hold.held(now))
                        .message("The launch plan holds its place and waits for the go.")
                        .event(
                                "launch_plan.held",
                                "Launch plan held",
                                "The place is held for " + hold.length().toSeconds()
                                        + " s; the program starts with the go."));
    }

    /** A caller gave it the go. */
    public static Transition launched(Job held, String by, Instant now) {
        return Transition.of(held, now)
                .by(by)
                .launchPlan(ended(held, Stage.LAUNCHED, now))
                .message("The job is assigned to a node; its run is being prepared.")
                .event("launch_plan.launched", "Launch plan launched", "The job starts on the place that it holds.")
                .build();
    }

    /** Nobody gave it the go in time. */
    public static Transition expired(Job held, Instant now) {
        String reason =
                "The launch plan was not used within " + hold(held).length().toSeconds() + " s.";
        return without(held, Stage.EXPIRED, now)
                .message("The launch plan has ended.")
                .reason(reason)
                .event("launch_plan.expired", "Launch plan expired", reason)
                .releasingAllocation(true)
                .build();
    }

    /** A caller gave it back. */
    public static Transition released(Job held, String reason, String by, Instant now) {
        return without(held, Stage.RELEASED, now)
                .by(by)
                .message("The launch plan was given back.")
                .reason(reason)
                .event("launch_plan.released", "Launch plan released", "Given back: " + reason)
                .releasingAllocation(true)
                .build();
    }

    /** Its place was lost; the allocation stays until the machine is asked, as that of any lost run. */
    public static Transition lost(Job held, String reason, Instant now) {
        return without(held, Stage.LOST, now)
                .message("The place of the launch plan was lost.")
                .reason(reason)
                .event("launch_plan.lost", "Launch plan lost", reason, Level.WARNING)
                .build();
    }

    /** It came to its turn after its last moment. */
    public static Transition late(Job queued, Instant now) {
        String reason = "No place was free for the launch plan in time.";
        return Transition.of(queued, Trigger.CANCEL, now)
                .cost(queued.state().cost().spent(Usd.ZERO))
                .message("The launch plan has ended.")
                .reason(reason)
                .event("launch_plan.unavailable", "Launch plan unavailable", reason)
                .build();
    }

    /** Whether it is too late to place it. */
    public static boolean isLate(Job queued, Instant now) {
        return queued.state()
                .hold()
                .filter(hold -> hold.stage() == Stage.WAITING && now.isAfter(hold.at()))
                .isPresent();
    }

    private static Transition.Builder without(Job held, Stage how, Instant now) {
        return Transition.of(held, Trigger.CANCEL, now)
                .launchPlan(ended(held, how, now))
                .cost(held.state().cost().spent(Usd.ZERO));
    }

    private static LaunchHold ended(Job held, Stage how, Instant now) {
        return hold(held).ended(how, now);
    }

    private static LaunchHold hold(Job held) {
        return held.state().hold().orElseThrow();
    }
}
