package dev.jobgrid.console.internal.text;

import dev.jobgrid.job.Failure;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.Placement;
import dev.jobgrid.job.RunOutcome;
import dev.jobgrid.monitor.QueuedJob;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What a job is doing, and why, in one sentence. */
public final class JobSentence {
    private JobSentence() {}

    /**
     * The sentence.
     *
     * @param turn its place in the queue, where known
     */
    public static String of(Job job, Optional<QueuedJob> turn, Instant now) {
        return switch (job.status()) {
            case PENDING, QUEUED -> waits(job, turn);
            case ASSIGNED ->
                job.isHeld()
                        ? "Holds " + GpuWords.whole(job) + on(job) + ", and starts with your go."
                        : "Preparing" + on(job)
                                + StatusText.preparation(job.phase())
                                        .map(what -> ": " + what)
                                        .orElse("")
                                + ".";
            case RUNNING -> "Running" + on(job) + running(job, now) + ".";
            case COMPLETED -> "Completed" + after(job, now, " in ") + ".";
            case FAILED ->
                "Failed" + after(job, now, " after ")
                        + job.failure().map(why -> ": " + reason(job, why)).orElse("") + ".";
            case REJECTED ->
                "Rejected"
                        + job.failure().map(why -> ": " + plain(why.summary())).orElse("") + ".";
            case CANCELLED ->
                "Cancelled" + after(job, now, " after ") + because(job.state().reason()) + ".";
        };
    }

    private static String waits(Job job, Optional<QueuedJob> turn) {
        String gpus = GpuWords.brief(job.spec().gpu());
        String what = "Waits" + (gpus.isEmpty() ? "" : " for " + gpus);
        String before = turn.map(place ->
                        place.before() == 0 ? "it is next" : Quantities.count(place.before(), "job") + " before it")
                .orElse("");
        String why = turn.map(QueuedJob::reason)
                .filter(text -> !text.isBlank())
                .or(() -> Optional.of(job.attempt().delayReason()).filter(text -> !text.isBlank()))
                .map(JobSentence::plain)
                .map(JobSentence::lowered)
                .orElse("");
        String join = before.isEmpty() || why.isEmpty() ? "" : ", ";
        return what + (before.isEmpty() && why.isEmpty() ? "" : ": ") + before + join + why + ".";
    }

    private static String on(Job job) {
        return job.attempt()
                .placement()
                .map(Placement::node)
                .map(node -> " on " + node.value())
                .orElse("");
    }

    private static String running(Job job, Instant now) {
        return JobClocks.ran(job, now).map(span -> " for " + Spans.words(span)).orElse("");
    }

    private static String after(Job job, Instant now, String word) {
        return JobClocks.ran(job, now).map(Spans::words).map(word::concat).orElse("");
    }

    private static String because(String reason) {
        return reason.isBlank() ? "" : ": " + plain(reason);
    }

    private static String reason(Job job, Failure why) {
        return StatusText.cause(why.cause()) + exit(job);
    }

    /** " (exit code 137)", or nothing. */
    public static String exit(Job job) {
        Optional<RunOutcome> outcome = job.attempt().outcome();
        if (outcome.isEmpty()) {
            return "";
        }
        RunOutcome how = outcome.get();
        if (how.exitCode().isPresent()) {
            return " (exit code " + how.exitCode().getAsInt() + ")";
        }
        return how.signal().isPresent() ? " (signal " + how.signal().getAsInt() + ")" : "";
    }

    /** The second line of a failed row: cause and exit code. */
    public static Optional<String> failedLine(Job job) {
        return job.failure().map(why -> {
            String cause = StatusText.cause(why.cause());
            String exit = exit(job).replace("(", "").replace(")", "").strip();
            return exit.isEmpty() ? cause : cause + " · " + exit;
        });
    }

    /** How long ago, for a phone's row. */
    public static String age(Job job, Instant now) {
        return Spans.age(Duration.between(job.state().times().created(), now));
    }

    /** For the middle of a sentence, unless it begins with a name: "GPUs …" stays. */
    public static String lowered(String words) {
        boolean isWord = words.length() > 1 && Character.isLowerCase(words.charAt(1));
        return isWord ? Character.toLowerCase(words.charAt(0)) + words.substring(1) : words;
    }

    private static String plain(String text) {
        String one = text.strip();
        return one.endsWith(".") ? one.substring(0, one.length() - 1) : one;
    }
}
