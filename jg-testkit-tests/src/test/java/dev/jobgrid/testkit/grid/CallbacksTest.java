package dev.jobgrid.testkit.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.jobgrid.JobGrid;
import dev.jobgrid.auth.Caller;
import dev.jobgrid.callbacks.CallbackAttempt;
import dev.jobgrid.callbacks.CallbackAttempt.Result;
import dev.jobgrid.callbacks.CallbackOutcome;
import dev.jobgrid.callbacks.CallbackReport;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.CallbackDelivery;
import dev.jobgrid.job.CallbackProgress.State;
import dev.jobgrid.job.CallbackTarget;
import dev.jobgrid.job.JobEvent;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.routing.GpuClass;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.testkit.sim.CrashingStorage;
import dev.jobgrid.testkit.sim.CrashingStorage.Moment;
import dev.jobgrid.testkit.sim.RunScript;
import dev.jobgrid.testkit.sim.ScriptedExecutor;
import dev.jobgrid.testkit.sim.SettableClock;
import dev.jobgrid.testkit.sim.SimulatedCrash;
import dev.jobgrid.testkit.sim.SteppedLoops;
import dev.jobgrid.testkit.storage.MemoryStorage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Callbacks over simulated days: what a receiver does, and what a grid makes of it. */
class CallbacksTest {
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final String HOOK = "https://example.com/hook";

    private final SettableClock clock = new SettableClock(START);
    private final Storage storage = new MemoryStorage();
    private final Random random = new Random(7);

    /** One grid on the store, stepped by hand. */
    private final class Life {
        private final SteppedLoops loops = new SteppedLoops(random);
        private final JobGrid grid;

        Life(Storage store, ScriptedSender sender) {
            GpuModel model = new GpuModel("NVIDIA L4", "NVIDIA", "Ada", GpuClass.DATACENTER, 24L << 30);
            List<GpuNode.Device> devices = List.of(new GpuNode.Device("gpu0", model, new Usd(1), true));
            GpuNode node = new GpuNode(new NodeName("node"), "here", devices, 1L << 40, true);
            grid = JobGrid.builder()
                    .storage(store)
                    .executor(new ScriptedExecutor(clock, List.of(node), run -> RunScript.prints()))
                    .callbacks(sender)
                    .loops(loops)
                    .clock(clock)
                    .build();
        }

        void steps(int count) {
            IntStream.range(0, count).forEach(i -> loops.step());
        }

        void live(Duration time, Duration step) {
            for (Instant end = clock.instant().plus(time); clock.instant().isBefore(end); clock.advance(step)) {
                // Enough for every loop to have its turn: a try that waits for longer than it is held is made again.
                steps(40);
            }
        }

        CallbackReport report(String id) {
            return grid.callbacks().report(new JobId(id)).orElseThrow();
        }
    }

    private static void endJob(JobGrid grid, String id, String url) {
        grid.submit(JobSpec.builder("told", "acme/app:1-gpu", WorkloadType.BATCH)
                .id(new JobId(id))
                .callback(CallbackTarget.of(url))
                .build());
        grid.cancel(new JobId(id), "enough");
    }

    private ScriptedSender answering(Function<CallbackDelivery, CallbackOutcome> script) {
        return new ScriptedSender(script);
    }

    @Test
    void aCallbackIsDeliveredOnceAndRecordedInTheEvents() {
        ScriptedSender sender = answering(delivery -> ScriptedSender.ok());
        Life life = new Life(storage, sender);
        endJob(life.grid, "a", HOOK);

        life.live(Duration.ofMinutes(10), Duration.ofSeconds(10));

        assertThat(sender.got()).hasSize(1);
        CallbackReport report = life.report("a");
        assertThat(report.delivery().progress().state()).isEqualTo(State.DELIVERED);
        assertThat(report.attempts()).extracting(CallbackAttempt::result).containsExactly(Result.DELIVERED);
        assertThat(life.grid.events(new JobId("a")))
                .extracting(JobEvent::type)
                .endsWith("job.cancelled", "callback.delivered");
    }

    @Test
    void aReceiverThatIsDownGetsEightAttemptsOverTenHours() {
        ScriptedSender sender = answering(delivery -> CallbackOutcome.failed("it took no connection"));
        Life life = new Life(storage, sender);
        endJob(life.grid, "a", HOOK);

        life.live(Duration.ofHours(24), Duration.ofSeconds(20));

        CallbackReport report = life.report("a");
        assertThat(report.delivery().progress().state()).isEqualTo(State.GIVEN_UP);
        assertThat(report.attempts()).hasSize(8);
        assertThat(sender.got())
                .extracting(CallbackDelivery::id)
                .containsOnly(report.delivery().id());
        Duration last = Duration.between(START, report.attempts().get(7).started());
        assertThat(last).isBetween(Duration.ofHours(8), Duration.ofMinutes(12 * 60 + 5));
        List<JobEvent> events = life.grid.events(new JobId("a"));
        assertThat(events.subList(events.size() - 8, events.size()))
                .extracting(JobEvent::type)
                .containsOnly("callback.retrying", "callback.failed")
                .endsWith("callback.failed");
    }

    @Test
    void retryDelaysDoNotChangeWhenTheClockIsSet() {
        for (Duration set :
                List.of(Duration.ofHours(1), Duration.ofHours(-1), Duration.ofDays(1), Duration.ofDays(-1))) {
            ScriptedSender sender = answering(delivery -> CallbackOutcome.failed("it took no connection"));
            Life life = new Life(new MemoryStorage(), sender);
            endJob(life.grid, "a", HOOK);
            live(life, sender, 3);

            // The fourth try comes 4 minutes after the third, a fifth of it more or less.
            clock.set(set);
            life.live(Duration.ofSeconds(180), Duration.ofSeconds(5));
            assertThat(sender.got()).as("before its time, after %s", set).hasSize(3);
            life.live(Duration.ofSeconds(120), Duration.ofSeconds(5));
            assertThat(sender.got()).as("in its time, after %s", set).hasSize(4);
        }
    }

    private void live(Life life, ScriptedSender sender, int tries) {
        while (sender.got().size() < tries) {
            life.live(Duration.ofSeconds(5), Duration.ofSeconds(5));
        }
    }

    @Test
    void aFlappingReceiverGetsTheCallbackOnceItAccepts() {
        ScriptedSender[] sender = new ScriptedSender[1];
        sender[0] = answering(delivery -> ScriptedSender.status(
                sender[0].got().size() < 4 ? (sender[0].got().size() % 2 == 0 ? 503 : 429) : 204));
        Life life = new Life(storage, sender[0]);
        endJob(life.grid, "a", HOOK);

        life.live(Duration.ofHours(24), Duration.ofSeconds(30));

        assertThat(sender[0].got()).hasSize(4);
        assertThat(life.report("a").attempts())
                .extracting(CallbackAttempt::result)
                .containsExactly(Result.RETRYING, Result.RETRYING, Result.RETRYING, Result.DELIVERED);
    }

    @Test
    void goneAndRedirectEndTheRetries() {
        ScriptedSender sender =
                answering(delivery -> ScriptedSender.status(delivery.receiver().startsWith("gone") ? 410 : 302));
        Life life = new Life(storage, sender);
        endJob(life.grid, "a", "https://gone.example/hook");
        endJob(life.grid, "b", "https://moved.example/hook");

        life.live(Duration.ofHours(12), Duration.ofMinutes(1));

        assertThat(sender.got()).hasSize(2);
        assertThat(life.report("a").delivery().progress().state()).isEqualTo(State.GIVEN_UP);
        assertThat(life.report("b").delivery().progress().state()).isEqualTo(State.GIVEN_UP);
    }

    @Test
    void aPausedReceiverDelaysNoOther() {
        ScriptedSender sender = answering(delivery -> ScriptedSender.ok());
        sender.rest("resting.example:443");
        Life life = new Life(storage, sender);
        for (int i = 0; i < 150; i++) {
            endJob(life.grid, "r" + i, "https://resting.example/hook");
        }
        endJob(life.grid, "a", HOOK);

        life.live(Duration.ofSeconds(10), Duration.ofSeconds(1));

        assertThat(sender.got()).extracting(CallbackDelivery::receiver).containsExactly("example.com:443");
    }

    @Test
    void aReceiverWithManyCallbacksDelaysNoOther() {
        ScriptedSender sender = answering(delivery -> ScriptedSender.ok());
        Life life = new Life(storage, sender);
        for (int i = 0; i < 250; i++) {
            endJob(life.grid, "m" + i, "https://many.example/hook");
        }
        clock.advance(Duration.ofSeconds(2));
        endJob(life.grid, "a", HOOK);

        // Until the dispatcher has looked once; tries may have had no step yet.
        while (life.loops.names().stream().noneMatch(name -> name.contains("callback of"))) {
            life.steps(1);
        }

        assertThat(life.loops.names()).contains("callback of a");
        assertThat(life.loops.names())
                .filteredOn(name -> name.startsWith("callback of m"))
                .hasSizeLessThanOrEqualTo(4);
    }

    @Test
    void aWorkspaceWithManyReceiversDelaysNoOther() {
        Life life = new Life(storage, answering(delivery -> CallbackOutcome.failed("it took longer than 15 s")));
        JobGrid many = life.grid.as(Caller.owner(new WorkspaceId("many")));
        for (int i = 0; i < 250; i++) {
            endJob(many, "m" + i, "https://m" + i + ".example/hook");
        }
        clock.advance(Duration.ofSeconds(2));
        endJob(life.grid, "a", HOOK);

        // Until the dispatcher has looked once; tries may have had no step yet.
        while (life.loops.names().stream().noneMatch(name -> name.contains("callback of"))) {
            life.steps(1);
        }

        assertThat(life.loops.names()).contains("callback of a");
        assertThat(life.loops.names())
                .filteredOn(name -> name.startsWith("callback of m"))
                .hasSizeBetween(16, 32);
    }

    @Test
    void aManualRetryHasTheSameDeliveryId() {
        ScriptedSender sender = answering(delivery -> ScriptedSender.status(410));
        Life life = new Life(storage, sender);
        endJob(life.grid, "a", HOOK);
        life.live(Duration.ofMinutes(1), Duration.ofSeconds(10));

        life.grid.callbacks().retry(new JobId("a"));
        life.live(Duration.ofMinutes(1), Duration.ofSeconds(10));

        assertThat(sender.got()).hasSize(2);
        assertThat(sender.got()).extracting(CallbackDelivery::id).containsOnly("dlv_default/a");
        assertThat(life.report("a").attempts())
                .extracting(CallbackAttempt::number)
                .containsExactly(1, 2);
        assertThat(life.grid.events(new JobId("a")))
                .extracting(JobEvent::type)
                .endsWith("callback.failed", "callback.requested", "callback.failed");
    }

    @Test
    void aManualRetryDoesNotWaitForTheNextScheduledOne() {
        ScriptedSender sender = answering(delivery -> CallbackOutcome.failed("it took no connection"));
        Life life = new Life(storage, sender);
        endJob(life.grid, "a", HOOK);
        live(life, sender, 3);

        // The next try is minutes away.
        life.grid.callbacks().retry(new JobId("a"));
        life.live(Duration.ofSeconds(10), Duration.ofSeconds(5));

        assertThat(sender.got()).hasSizeGreaterThan(3);
    }

    @Test
    void aJobWithoutACallbackHasNoneToRetry() {
        Life life = new Life(storage, answering(delivery -> ScriptedSender.ok()));
        life.grid.submit(JobSpec.builder("quiet", "acme/app:1-gpu", WorkloadType.BATCH)
                .id(new JobId("q"))
                .build());

        assertThat(life.grid.callbacks().report(new JobId("q"))).isEmpty();
        assertThatExceptionOfType(JobGridException.class)
                .isThrownBy(() -> life.grid.callbacks().retry(new JobId("q")))
                .extracting(JobGridException::code)
                .isEqualTo(ErrorCode.NOT_FOUND);
    }

    @Test
    void aCrashAtAnyStoreCallLosesNoCallbackAndKeepsItsId() {
        for (Moment moment : Moment.values()) {
            for (int call = 1; call <= 40; call++) {
                surviveACrashAt(call, moment);
            }
        }
    }

    private void surviveACrashAt(int call, Moment moment) {
        MemoryStorage kept = new MemoryStorage();
        ScriptedSender sender = answering(delivery -> ScriptedSender.ok());
        CrashingStorage first = new CrashingStorage(kept);
        Life life = new Life(first, sender);
        endJob(life.grid, "a", HOOK);
        first.crashAt(call, moment);
        try {
            life.live(Duration.ofMinutes(2), Duration.ofSeconds(10));
        } catch (SimulatedCrash e) {
            // This is what the test is about.
        }
        Life second = new Life(kept, sender);

        second.live(Duration.ofMinutes(5), Duration.ofSeconds(5));

        String at = moment + " call " + call;
        assertThat(sender.got()).as(at).hasSizeBetween(1, 2);
        assertThat(sender.got()).as(at).extracting(CallbackDelivery::id).containsOnly("dlv_default/a");
        assertThat(second.report("a").delivery().progress().state()).as(at).isEqualTo(State.DELIVERED);
        assertThat(second.report("a").attempts())
                .as(at)
                .extracting(CallbackAttempt::result)
                .containsExactly(Result.DELIVERED);
    }

    /** What receivers of every kind do with a callback, by their names; the dead one is up again after a day. */
    private CallbackOutcome everyKind(CallbackDelivery delivery) {
        Duration since = Duration.between(START, clock.instant());
        return switch (delivery.receiver().replaceFirst("\\..*", "")) {
            case "dead" -> since.toHours() < 24 ? CallbackOutcome.failed("it took no connection") : ScriptedSender.ok();
            case "flapping" -> ScriptedSender.status(since.toMinutes() < 40 && random.nextInt(4) > 0 ? 503 : 200);
            case "hanging" ->
                since.toMinutes() < 3 ? CallbackOutcome.failed("it took longer than 15 s") : ScriptedSender.ok();
            case "metadata" -> ScriptedSender.status(302);
            case "gone" -> ScriptedSender.status(410);
            default -> ScriptedSender.ok();
        };
    }

    @Test
    void overADayOfRestartsEveryReceiverHasEachCallbackOnceOrSaidThatItNeverWants() {
        List<CallbackDelivery> taken = new ArrayList<>();
        ScriptedSender sender = answering(delivery -> {
            CallbackOutcome answer = everyKind(delivery);
            if (answer.httpStatus()
                    .filter(status -> status == 200 || status == 204)
                    .isPresent()) {
                taken.add(delivery);
            }
            return answer;
        });
        List<String> kinds = List.of("dead", "flapping", "hanging", "metadata", "gone", "well");
        Life life = new Life(storage, sender);
        for (String kind : kinds) {
            endJob(life.grid, kind, "https://" + kind + ".example/hook");
        }

        for (int hour = 0; hour < 25; hour++) {
            life.live(Duration.ofHours(1), Duration.ofSeconds(30));
            // As after a kill: the one before says nothing more.
            life = new Life(storage, sender);
        }

        Life last = life;
        assertThat(taken)
                .extracting(CallbackDelivery::receiver)
                .containsExactlyInAnyOrder("flapping.example:443", "hanging.example:443", "well.example:443");
        assertThat(kinds)
                .filteredOn(kind -> last.report(kind).delivery().progress().state() == State.GIVEN_UP)
                .containsExactly("dead", "metadata", "gone");
        assertThat(sender.got())
                .filteredOn(got ->
                        got.receiver().startsWith("metadata") || got.receiver().startsWith("gone"))
                .hasSize(2);

        life.grid.callbacks().retry(new JobId("dead"));
        life.live(Duration.ofMinutes(1), Duration.ofSeconds(5));
        assertThat(taken)
                .extracting(CallbackDelivery::id)
                .doesNotHaveDuplicates()
                .contains("dlv_default/dead");
    }

    @Test
    void manyGridsOnOneStoreShareTheWork() {
        ScriptedSender sender = answering(delivery -> ScriptedSender.ok());
        Life one = new Life(storage, sender);
        Life two = new Life(storage, sender);
        for (int i = 0; i < 20; i++) {
            endJob(one.grid, "j" + i, "https://r" + i + ".example/hook");
        }

        for (int i = 0; i < 600; i++) {
            (random.nextBoolean() ? one : two).steps(1);
            clock.advance(Duration.ofMillis(50));
        }

        assertThat(sender.got())
                .extracting(CallbackDelivery::id)
                .doesNotHaveDuplicates()
                .hasSize(20);
    }

    @Test
    void retryAfterOfAnHourIsRespected() {
        ScriptedSender sender = answering(delivery -> CallbackOutcome.answered(503, Optional.of(Duration.ofHours(1))));
        Life life = new Life(storage, sender);
        endJob(life.grid, "a", HOOK);

        life.live(Duration.ofMinutes(59), Duration.ofSeconds(30));

        assertThat(sender.got()).hasSize(1);
    }
}
