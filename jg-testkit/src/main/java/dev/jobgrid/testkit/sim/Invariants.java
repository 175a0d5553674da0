package dev.jobgrid.testkit.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.JobGrid;
import dev.jobgrid.artifacts.Artifact;
import dev.jobgrid.artifacts.ArtifactDownload;
import dev.jobgrid.credits.CreditAccount;
import dev.jobgrid.credits.CreditMovement;
import dev.jobgrid.credits.CreditPosition;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.CallbackDelivery;
import dev.jobgrid.job.Collected;
import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.job.Failure;
import dev.jobgrid.job.Failure.Cause;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobEvent;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.job.LaunchHold;
import dev.jobgrid.job.RunOutcome;
import dev.jobgrid.job.UncollectedArtifacts;
import dev.jobgrid.logs.LogLine;
import dev.jobgrid.logs.LogQuery;
import dev.jobgrid.monitor.JobQuery;
import dev.jobgrid.monitor.JobQuery.Cursor;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.spi.executor.RunExit;
import dev.jobgrid.spi.store.LogEnd;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.testkit.CreditAudit;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Invariants of a simulation, at every moment and at its end. Throws {@link AssertionError}. */
final class Invariants {
    /** Blobs of so many bytes are taken also by a blob store that is full. */
    static final int SMALL = 200;

    static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(5);

    /** How often a job is tried at most, if the cause of its failure is one that is tried again. */
    static final int MAX_ATTEMPTS = 3;

    private static final int ALL = 1000;
    private static final Instant FAR = Instant.parse("9999-01-01T00:00:00Z");

    private final Storage storage;
    private final ScriptedExecutor engine;
    private final boolean strict;
    private final boolean failing;
    private final Map<JobRef, Sight> seen = new HashMap<>();
    private CreditPosition credits = CreditPosition.START;

    /**
     * The laws of one life.
     *
     * @param strict whether a job whose artifacts are not all there fails
     * @param failing whether the blob store fails otherwise than by being full
     */
    Invariants(Storage storage, ScriptedExecutor engine, boolean strict, boolean failing) {
        this.storage = storage;
        this.engine = engine;
        this.strict = strict;
        this.failing = failing;
    }

    /** All jobs stored, newest first. */
    List<Job> jobs() {
        List<Job> jobs = new ArrayList<>();
        List<Job> page;
        Optional<Cursor> after = Optional.empty();
        do {
            page = storage.jobs().list(new JobQuery(WorkspaceId.DEFAULT, Optional.empty(), after, 100));
            jobs.addAll(page);
            after = page.isEmpty()
                    ? after
                    : Optional.of(new Cursor(
                            page.get(page.size() - 1).state().times().created(),
                            page.get(page.size() - 1).id()));
        } while (page.size() == 100);
        return jobs;
    }

    /** Checks the invariants that hold at every moment. Returns the changes, for a trace. */
    List<String> checkAlways() {
        List<String> news = new ArrayList<>();
        if (!engine.breaches().isEmpty()) {
            throw new AssertionError("the engine saw: " + engine.breaches());
        }
        for (Job job : jobs()) {
            Sight sight = new Sight(job, storage.logs().end(job.ref()), engine.launches(job.ref()));
            // Nearly always nothing is new, and a look at everything would be most of a simulation's time.
            if (!sight.isSame(seen.get(job.ref()))) {
                check(job);
                seen.put(job.ref(), sight);
                news.add("  → " + sight);
            }
        }
        checkCredits();
        return news;
    }

    /** Checks all credit movements after a new one. */
    private void checkCredits() {
        CreditPosition position = storage.ledger().position(WorkspaceId.DEFAULT);
        if (!position.equals(credits)) {
            CreditAudit.check(storage.ledger(), WorkspaceId.DEFAULT, jobs());
            credits = position;
        }
    }

    /** The top-ups are one of these sums plus those of the simulation itself. */
    void checkTopUps(List<Usd> given, Usd more) {
        long gained = CreditAudit.movements(storage.ledger(), WorkspaceId.DEFAULT).stream()
                .filter(movement -> movement.kind() == CreditMovement.Kind.TOP_UP)
                .mapToLong(movement -> movement.gain(CreditAccount.AVAILABLE))
                .sum();
        assertThat(given).as("topped up").contains(new Usd(gained - more.micros()));
    }

    private void check(Job job) {
        checkMove(job);
        checkEvents(job);
        checkReservation(job);
        checkRuns(job);
        checkPlan(job);
        checkLog(job);
    }

    /** A job as it was when it was last checked. */
    private record Sight(Job job, LogEnd logEnd, int launches) {
        boolean isSame(@Nullable Sight other) {
            return other != null
                    && job.state().version() == other.job.state().version()
                    && logEnd.equals(other.logEnd)
                    && launches == other.launches;
        }

        @Override
        public String toString() {
            return job.id() + " " + job.status() + "/" + job.phase() + " v"
                    + job.state().version() + " run " + job.attempt().number() + ", log " + logEnd.lastEntryId()
                    + ", launched " + launches;
        }
    }

    private void checkMove(Job job) {
        Job before = Optional.ofNullable(seen.get(job.ref())).map(Sight::job).orElse(job);
        assertThat(job.state().version())
                .as(job.ref() + ": version")
                .isGreaterThanOrEqualTo(before.state().version());
        assertThat(job.spec()).as(job.ref() + ": spec").isEqualTo(before.spec());
        if (before.isTerminal()) {
            assertThat(job.status()).as(job.ref() + ": terminal is final").isEqualTo(before.status());
            assertThat(job.attempt())
                    .as(job.ref() + ": attempt of a job that is over")
                    .isEqualTo(before.attempt());
            assertThat(job.state().cost())
                    .as(job.ref() + ": cost of a job that is over")
                    .isEqualTo(before.state().cost());
        }
    }

    private void checkEvents(Job job) {
        List<JobEvent> events = storage.jobs().events(job.ref(), 0, ALL);
        assertThat(events)
                .as(job.ref() + ": sequences")
                .extracting(JobEvent::sequence)
                .isEqualTo(LongStream.rangeClosed(1, events.size())
                        .map(n -> n * 10)
                        .boxed()
                        .toList());
        assertThat(events).as(job.ref() + ": ids").extracting(JobEvent::id).doesNotHaveDuplicates();
        assertThat(job.state().events().lastSequence())
                .as(job.ref() + ": events counted")
                .isEqualTo(events.size() * 10L);
        List<JobEvent> terminal = events.stream()
                .filter(e -> e.phase() == ExecutionPhase.TERMINAL)
                .toList();
        assertThat(terminal.isEmpty()).as(job.ref() + ": has a terminal event").isEqualTo(!job.isTerminal());
        assertThat(terminal.stream().skip(1))
                .as(job.ref() + ": an event after the end")
                .allMatch(e -> e.type().startsWith("callback.") || e.type().startsWith("artifact."));
    }

    private void checkReservation(Job job) {
        assertThat(storage.ledger().find(job.ref()).orElseThrow().isOpen())
                .as(job.ref() + ": reservation is open")
                .isEqualTo(!job.isTerminal());
    }

    private void checkRuns(Job job) {
        List<RunKey> started = engine.started(job.ref());
        assertThat(started.size())
                .as(job.ref() + ": runs started, of " + started)
                .isLessThanOrEqualTo(job.retryCount() + 1);
        assertThat(job.attempt().nodeFaults())
                .as(job.ref() + ": runs that cost no attempt")
                .isLessThanOrEqualTo(engine.nodeFaults(job.ref()));
        assertThat(started)
                .as(job.ref() + ": runs that its attempt knows of")
                .allMatch(key -> key.attempt() <= job.attempt().number());
    }

    /** No program without a go, one go at most, and on the place that was held; without a go nothing is charged. */
    private void checkPlan(Job job) {
        if (job.state().hold().isEmpty()) {
            return;
        }
        long goes = storage.jobs().events(job.ref(), 0, ALL).stream()
                .filter(event -> event.type().equals("launch_plan.launched"))
                .count();
        boolean isLaunched = job.state().isPlan(LaunchHold.Stage.LAUNCHED);
        assertThat(goes).as(job.ref() + ": goes").isEqualTo(isLaunched ? 1 : 0);
        Optional<Job> before = Optional.ofNullable(seen.get(job.ref())).map(Sight::job);
        if (before.filter(Job::isHeld).isPresent()
                && job.attempt().number() == before.orElseThrow().attempt().number()) {
            assertThat(job.attempt().placement())
                    .as(job.ref() + ": the place that it held")
                    .isEqualTo(before.orElseThrow().attempt().placement());
        }
        if (isLaunched) {
            return;
        }
        assertThat(engine.launches(job.ref()))
                .as(job.ref() + ": launches without a go")
                .isZero();
        if (job.isTerminal()) {
            assertThat(job.status())
                    .as(job.ref() + ": a plan without a go")
                    .isIn(JobStatus.CANCELLED, JobStatus.REJECTED);
            assertThat(job.state().cost().actual()).as(job.ref() + ": its cost").hasValue(Usd.ZERO);
        }
    }

    private List<LogLine> log(Job job) {
        List<LogLine> lines = new ArrayList<>();
        List<LogLine> page;
        do {
            page = storage.logs()
                    .read(job.ref(), LogQuery.after(lines.size(), ALL))
                    .lines();
            lines.addAll(page);
        } while (page.size() == ALL);
        return lines;
    }

    /** Entry ids without a gap; of each run the first lines it printed, each once; runs one after the other. */
    private void checkLog(Job job) {
        long id = 0;
        int attempt = 0;
        int next = 0;
        for (LogLine line : log(job)) {
            assertThat(line.entryId()).as(job.ref() + ": entry id").isEqualTo(++id);
            NumberedLine printed = NumberedLine.of(line.message());
            assertThat(printed.attempt()).as(job.ref() + ": run of line " + id).isGreaterThanOrEqualTo(attempt);
            next = printed.attempt() == attempt ? next + 1 : 1;
            attempt = printed.attempt();
            assertThat(printed.number())
                    .as(job.ref() + ": number of line " + id)
                    .isEqualTo(next);
        }
    }

    /** Files that were not stored are named, and still where they were. */
    private void checkKept(Job job) {
        Optional<UncollectedArtifacts> leftovers =
                job.state().ending().collected().flatMap(Collected::leftovers);
        if (leftovers.isPresent()) {
            assertThat(engine.kept())
                    .as(job.ref() + ": files that stay on their node")
                    .contains(job.run());
        }
    }

    /** Checks what must hold at the end, after faults have stopped. */
    void checkEnd(JobGrid grid, List<ExpectedJob> wishes, Set<JobId> launched) throws IOException {
        jobs().forEach(this::check);
        CreditAudit.check(storage.ledger(), WorkspaceId.DEFAULT, jobs());
        assertThat(engine.workloads()).as("workloads left in the engine").isEmpty();
        assertThat(storage.jobs().active()).as("jobs that hold a place").isEmpty();
        assertThat(storage.holds().list()).as("devices held").isEmpty();
        checkCallbacks();
        for (Job job : jobs()) {
            assertThat(job.isTerminal())
                    .as(job.ref() + " is over: " + job.status())
                    .isTrue();
            checkOutcome(grid, job);
            checkKept(job);
        }
        for (JobId plan : launched) {
            Job job = storage.jobs().find(new JobRef(WorkspaceId.DEFAULT, plan)).orElseThrow();
            assertThat(job.state().isPlan(LaunchHold.Stage.LAUNCHED))
                    .as(job.ref() + " got the go: " + job.state())
                    .isTrue();
        }
        for (ExpectedJob wish : wishes) {
            wish.job().ifPresent(id -> checkWish(wish, new JobRef(WorkspaceId.DEFAULT, id)));
        }
    }

    /** Whether everything expired was removed. */
    boolean isForgotten() {
        return jobs().stream().allMatch(this::isOwed)
                && storage.inputs().list(WorkspaceId.DEFAULT, 1).isEmpty()
                && engine.kept().isEmpty();
    }

    private boolean isOwed(Job job) {
        return storage.callbacks().find(job.ref()).isPresent();
    }

    /** After the retention time: only jobs with a pending callback exist, complete. */
    void checkForgotten(JobGrid grid) throws IOException {
        assertThat(engine.kept()).as("runs whose files stay on their node").isEmpty();
        assertThat(jobs()).as("jobs that are kept").allMatch(this::isOwed);
        assertThat(storage.inputs().list(WorkspaceId.DEFAULT, 1))
                .as("inputs kept")
                .isEmpty();
        checkCallbacks();
        for (Job job : jobs()) {
            check(job);
            checkOutcome(grid, job);
        }
    }

    private void checkWish(ExpectedJob wish, JobRef ref) {
        Optional<Job> job = storage.jobs().find(ref);
        assertThat(job).as(ref + " was accepted").isPresent();
        assertThat(job.orElseThrow().spec()).as(ref + ": what was asked").isEqualTo(wish.spec());
        if (wish.isCancelled()) {
            assertThat(job.orElseThrow().status()).as(ref + " was cancelled").isEqualTo(JobStatus.CANCELLED);
        }
    }

    private void checkCallbacks() {
        List<JobRef> owed = storage.callbacks().due(FAR, ALL, Set.of()).stream()
                .map(CallbackDelivery::job)
                .toList();
        assertThat(owed).as("callbacks owed").doesNotHaveDuplicates();
        assertThat(new HashSet<>(owed))
                .as("callbacks owed")
                .isEqualTo(new HashSet<>(jobs().stream()
                        .filter(job -> job.spec().callback().isPresent())
                        // Nobody is told of a launch plan without a go.
                        .filter(job ->
                                job.state().hold().isEmpty() || job.state().isPlan(LaunchHold.Stage.LAUNCHED))
                        .map(Job::ref)
                        .toList()));
    }

    private void checkOutcome(JobGrid grid, Job job) throws IOException {
        Optional<RunExit> exit = job.attempt().number() == 0 ? Optional.empty() : engine.ending(job.run());
        if (job.status() == JobStatus.COMPLETED) {
            assertThat(exit.orElseThrow().exitCode())
                    .as(job.ref() + " completed")
                    .hasValue(0);
            checkArtifacts(grid, job);
        }
        if (job.status() == JobStatus.FAILED
                && !job.attempt().outcome().orElseThrow().timedOut()
                && !isOfItsArtifacts(job)) {
            assertThat(exit.map(RunExit::exitCode).filter(code -> code.isPresent() && code.getAsInt() == 0))
                    .as(job.ref() + " failed: " + job.state().reason())
                    .isEmpty();
        }
        if (job.status() == JobStatus.FAILED && isOfItsArtifacts(job)) {
            assertThat(strict)
                    .as(job.ref() + " failed: " + job.state().reason())
                    .isTrue();
            checkArtifacts(grid, job);
        }
        exit.ifPresent(how -> checkTimes(job, how));
        if (exit.isPresent()) {
            checkWholeLog(job);
        }
        checkNodeFaults(job);
    }

    /**
     * A fault of nodes ends no job, unless others started there and the job has used up its attempts; what ended those before
     * may have been anything that is tried again, as a machine that was lost.
     */
    private void checkNodeFaults(Job job) {
        Optional<Cause> cause = job.state().ending().failure().map(Failure::cause);
        if (cause.equals(Optional.of(Cause.INTERNAL))) {
            assertThat(engine.nodeFaults(job.ref()) - job.attempt().nodeFaults())
                    .as(job.ref() + ": faults of nodes held against it")
                    .isPositive();
            assertThat(job.attempt().countedAttempts())
                    .as(job.ref() + ": attempts of a job that a fault of its node ended")
                    .isEqualTo(MAX_ATTEMPTS);
        }
    }

    /** Clocks that are set, or are others than the engine's, end no run early and make no cost wrong. */
    private void checkTimes(Job job, RunExit exit) {
        Duration ran = exit.runtime().orElse(Duration.ZERO);
        boolean timedOut = job.attempt().outcome().filter(RunOutcome::timedOut).isPresent();
        if (timedOut) {
            assertThat(ran)
                    .as(job.ref() + " timed out")
                    .isGreaterThanOrEqualTo(job.spec().timeout().orElse(DEFAULT_TIMEOUT));
        }
        boolean ended = job.status() == JobStatus.COMPLETED || job.status() == JobStatus.FAILED;
        if (ended && (exit.exitCode().isPresent() || exit.signal().isPresent())) {
            Usd rate = job.attempt().placement().orElseThrow().hourlyRate();
            Usd due = rate.forSeconds(ran.plusNanos(999_999_999).toSeconds());
            assertThat(job.state().cost())
                    .as(job.ref() + ": what it cost to run for " + ran)
                    .isEqualTo(job.state().cost().spent(due));
        }
    }

    private void checkWholeLog(Job job) {
        long stored = log(job).stream()
                .filter(line -> NumberedLine.of(line.message()).attempt()
                        == job.attempt().number())
                .count();
        assertThat(stored).as(job.ref() + ": lines of " + job.run()).isEqualTo(engine.printed(job.run()));
    }

    private void checkArtifacts(JobGrid grid, Job job) throws IOException {
        Map<String, Artifact> stored = new HashMap<>();
        storage.artifacts().list(job.ref()).forEach(artifact -> stored.put(artifact.path(), artifact));
        Map<String, byte[]> left = engine.script(job.run()).orElseThrow().artifacts();
        Collected collected = job.state().ending().collected().orElseThrow();
        Set<String> lost =
                collected.leftovers().map(leftovers -> refused(job, leftovers)).orElse(Set.of());
        if (strict) {
            assertThat(lost.isEmpty() || job.status() == JobStatus.FAILED)
                    .as(job.ref() + " completed without " + lost)
                    .isTrue();
        }
        left = left.entrySet().stream()
                .filter(file -> !lost.contains(file.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        assertThat(collected.files()).as(job.ref() + ": files collected").isEqualTo(left.size());
        assertThat(stored.keySet()).as(job.ref() + ": artifacts").containsAll(left.keySet());
        for (Map.Entry<String, byte[]> file : left.entrySet()) {
            checkArtifact(grid, Objects.requireNonNull(stored.get(file.getKey())), file.getValue());
        }
    }

    /** The files that a full store did not take; one that is small enough is never among them. */
    private Set<String> refused(Job job, UncollectedArtifacts leftovers) {
        Map<String, byte[]> left = engine.script(job.run()).orElseThrow().artifacts();
        if (leftovers.cause() == Failure.Cause.ARTIFACT_MISSING) {
            // Their node did not answer to the last.
            Set<String> unread = new HashSet<>(left.keySet());
            storage.artifacts().list(job.ref()).stream()
                    .filter(artifact -> artifact.attempt() == job.attempt().number())
                    .map(Artifact::path)
                    .forEach(unread::remove);
            return unread;
        }
        assertThat(leftovers.cause()).isEqualTo(Failure.Cause.ARTIFACT_STORE_FULL);
        assertThat(leftovers.paths())
                .as(job.ref() + ": files that were not stored")
                .hasSize(leftovers.files())
                .allMatch(path -> failing || Objects.requireNonNull(left.get(path)).length > SMALL);
        return Set.copyOf(leftovers.paths());
    }

    private static boolean isOfItsArtifacts(Job job) {
        return job.state()
                .ending()
                .failure()
                .map(Failure::cause)
                .filter(cause -> cause == Failure.Cause.ARTIFACT_STORE_FULL || cause == Failure.Cause.ARTIFACT_MISSING)
                .isPresent();
    }

    private static void checkArtifact(JobGrid grid, Artifact artifact, byte[] left) throws IOException {
        String what = artifact.job() + ": " + artifact.path();
        assertThat(artifact.isReady()).as(what + ": is ready").isTrue();
        assertThat(artifact.sizeBytes()).as(what + ": size").isEqualTo(left.length);
        assertThat(bytes(grid, artifact)).as(what).isEqualTo(left);
    }

    private static byte[] bytes(JobGrid grid, Artifact artifact) throws IOException {
        try (ArtifactDownload download = grid.artifacts(artifact.job().id()).open(artifact.id())) {
            return download.body().readAllBytes();
        }
    }

    /** A line as scripts of a simulation print it: which run, and the how manieth of it. */
    record NumberedLine(int attempt, int number) {
        static String text(int attempt, int number) {
            return "run " + attempt + " line " + number;
        }

        static NumberedLine of(String text) {
            String[] words = text.split(" ");
            return new NumberedLine(Integer.parseInt(words[1]), Integer.parseInt(words[3]));
        }
    }
}
