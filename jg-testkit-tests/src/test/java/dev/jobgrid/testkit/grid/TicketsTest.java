package dev.jobgrid.testkit.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.jobgrid.JobGrid;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.estimate.Draft;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.monitor.JobQuery;
import dev.jobgrid.routing.GpuClass;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.spi.AdmissionPolicy;
import dev.jobgrid.spi.CreditPolicy;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.submit.AdmissionLimits;
import dev.jobgrid.submit.SubmitOptions;
import dev.jobgrid.testkit.sim.CrashingStorage;
import dev.jobgrid.testkit.sim.RunScript;
import dev.jobgrid.testkit.sim.ScriptedExecutor;
import dev.jobgrid.testkit.sim.SettableClock;
import dev.jobgrid.testkit.sim.SteppedLoops;
import dev.jobgrid.testkit.storage.MemoryStorage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A submit that takes no job leaves no place taken, whatever refused it. The clock stands still, so nothing runs out. */
class TicketsTest {
    private static final int MAX = 4;

    // Held here, or its level would be forgotten with it.
    private static final Logger GRID = Logger.getLogger("dev.jobgrid.internal");

    private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));

    /** Failures are meant to happen, and each is logged. */
    @BeforeAll
    static void beQuiet() {
        GRID.setLevel(Level.OFF);
    }

    @AfterAll
    static void beHeardAgain() {
        GRID.setLevel(null);
    }

    private JobGrid grid(CrashingStorage storage) {
        GpuModel model = new GpuModel("NVIDIA L4", "NVIDIA", "Ada", GpuClass.DATACENTER, 24L << 30);
        List<GpuNode.Device> devices = List.of(new GpuNode.Device("gpu0", model, new Usd(1_000_000), true));
        GpuNode node = new GpuNode(new NodeName("node"), "here", devices, 1L << 40, true);
        return JobGrid.builder()
                .storage(storage)
                .executor(new ScriptedExecutor(clock, List.of(node), run -> RunScript.prints()))
                .admission(AdmissionPolicy.of(AdmissionLimits.NONE.withConcurrentJobs(MAX)))
                .credits(CreditPolicy.everyone())
                .loops(new SteppedLoops(new Random(1)))
                .clock(clock)
                .build();
    }

    private static JobSpec.Builder spec(String name) {
        return JobSpec.builder(name, "acme/app:1-gpu", WorkloadType.BATCH);
    }

    @Test
    void submitsWithoutCreditsAreToldSoHoweverOftenTheyCome() {
        JobGrid grid = grid(new CrashingStorage(new MemoryStorage(clock)));
        for (int i = 0; i < 3 * MAX; i++) {
            JobGridException refused = catchThrowableOfType(
                    JobGridException.class, () -> grid.submit(spec("poor").build()));
            assertThat(refused.code()).isEqualTo(ErrorCode.INSUFFICIENT_FUNDS);
        }
    }

    @Test
    void aRefusedSubmitReleasesItsTicket() {
        LongStream.range(0, 60).forEach(seed -> new Life(seed).live());
    }

    /** Submits of all kinds, in an order that the seed decides, and a store that fails now and then. */
    private final class Life {
        private final Random random;
        private final MemoryStorage inner = new MemoryStorage(clock);
        private final CrashingStorage storage = new CrashingStorage(inner);
        private final JobGrid grid = grid(storage);
        private final String about;
        private int made;

        Life(long seed) {
            random = new Random(seed);
            about = "seed " + seed + ", step ";
        }

        void live() {
            for (int step = 0; step < 80; step++) {
                if (random.nextInt(3) == 0) {
                    storage.failAt(
                            1 + random.nextInt(6),
                            random.nextBoolean() ? CrashingStorage.Moment.BEFORE : CrashingStorage.Moment.AFTER);
                }
                act(about + step);
                storage.calm();
                assertThat(active()).as(about + step + ": jobs at once").hasSizeLessThanOrEqualTo(MAX);
            }
        }

        private void act(String what) {
            switch (random.nextInt(8)) {
                case 0 -> topUp();
                case 1, 2 -> cancelOne();
                case 3 -> submit(what + ", together", 2, this::submitTwo);
                case 4 -> submit(what + ", later", 1, this::submitLater);
                default -> submit(what, 1, this::submitOne);
            }
        }

        private void topUp() {
            made++;
            quietly(() -> grid.credits().topUp(new Usd(1 + random.nextInt(8_000_000)), "top-up " + made));
        }

        private void cancelOne() {
            List<Job> active = active();
            if (!active.isEmpty()) {
                JobId id = active.get(random.nextInt(active.size())).id();
                quietly(() -> grid.cancel(id, "room"));
            }
        }

        private void quietly(Runnable work) {
            try {
                work.run();
            } catch (JobGridException e) {
                assertThat(e.code()).isIn(ErrorCode.INTERNAL_ERROR, ErrorCode.CONFLICT);
            }
        }

        private void submit(String what, int count, Runnable submit) {
            int active = active().size();
            try {
                submit.run();
            } catch (JobGridException | CompletionException e) {
                JobGridException refused = e instanceof JobGridException direct
                        ? direct
                        : (JobGridException) Objects.requireNonNull(e.getCause());
                if (refused.code() == ErrorCode.USER_CONCURRENT_LIMIT) {
                    assertThat(active + count)
                            .as(what + " was refused for " + MAX + " at once, with " + active)
                            .isGreaterThan(MAX);
                }
            }
        }

        private void submitOne() {
            grid.submit(Draft.of(draft()), options());
        }

        private void submitLater() {
            grid.submitAsync(Draft.of(draft()), options()).toCompletableFuture().join();
        }

        private void submitTwo() {
            List<JobSpec> both = new ArrayList<>(List.of(draft(), draft()));
            grid.submitAll(both);
        }

        /** Often one whose id is taken, by another draft. */
        private JobSpec draft() {
            made++;
            JobSpec.Builder spec = spec("job " + made);
            if (random.nextInt(3) == 0) {
                spec.id(new JobId("id-" + random.nextInt(5)));
            }
            return spec.build();
        }

        /** Often a key that was used, for another draft. */
        private SubmitOptions options() {
            return random.nextInt(3) == 0 ? SubmitOptions.idempotent("key-" + random.nextInt(5)) : SubmitOptions.NONE;
        }

        private List<Job> active() {
            return inner
                    .jobs()
                    .list(new JobQuery(WorkspaceId.DEFAULT, Optional.empty(), Optional.empty(), 100))
                    .stream()
                    .filter(job -> !job.isTerminal())
                    .toList();
        }
    }
}
