package dev.jobgrid.server.cli.jobs;

import dev.jobgrid.plans.LaunchPlan;
import dev.jobgrid.server.cli.output.Formats;
import dev.jobgrid.wire.WireNames;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** A launch plan as people read it. Pure. */
final class LaunchPlanText {
    private LaunchPlanText() {}

    static List<List<String>> facts(LaunchPlan plan, Instant now) {
        return List.of(
                List.of("plan", plan.id().value()),
                List.of("state", state(plan, now)),
                List.of("gpu", plan.gpus() + " x " + plan.gpu()),
                List.of("node", Formats.orDash(plan.node())),
                List.of("rate", Formats.dollars(plan.hourlyRate()) + "/h"),
                List.of("cost", Formats.dollars(plan.minCost(), plan.maxCost()) + " expected"));
    }

    /** "held for 4 min, until 2026-05-01T10:00:00Z". */
    static String state(LaunchPlan plan, Instant now) {
        String word = WireNames.of(plan.state());
        if (plan.state() == LaunchPlan.State.HELD) {
            Duration left = Duration.between(now, plan.expires());
            Duration shown = left.toSeconds() < 60 ? left : left.plusSeconds(30);
            return word + " for " + Formats.length(shown) + ", until " + time(plan.expires());
        }
        return word + plan.ended().map(at -> " at " + time(at)).orElse("");
    }

    private static String time(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
