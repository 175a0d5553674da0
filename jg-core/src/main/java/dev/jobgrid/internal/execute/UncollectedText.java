package dev.jobgrid.internal.execute;

import dev.jobgrid.job.Failure;
import dev.jobgrid.job.UncollectedArtifacts;
import java.time.temporal.ChronoUnit;

/** Texts about artifacts that could not be stored. Pure. */
final class UncollectedText {
    private UncollectedText() {}

    static String of(UncollectedArtifacts left) {
        return what(left) + " " + where(left);
    }

    private static String what(UncollectedArtifacts left) {
        if (left.cause() == Failure.Cause.ARTIFACT_TOO_LARGE) {
            return "Not stored, because they exceed the limits of a run's artifacts or the size of the blob store: "
                    + names(left) + ".";
        }
        return left.cause() == Failure.Cause.ARTIFACT_STORE_FULL
                ? "Not stored, because the blob store refused them: " + names(left) + "."
                : "The artifacts could not be read.";
    }

    private static String names(UncollectedArtifacts left) {
        int more = left.files() - left.paths().size();
        return String.join(", ", left.paths()) + (more > 0 ? " and " + more + " more" : "");
    }

    private static String where(UncollectedArtifacts left) {
        return left.until()
                .map(until -> "They are retained on node " + left.node() + " until "
                        + until.truncatedTo(ChronoUnit.SECONDS) + ": " + left.place() + ".")
                .orElse("They were removed from node " + left.node() + " with the run.");
    }
}
