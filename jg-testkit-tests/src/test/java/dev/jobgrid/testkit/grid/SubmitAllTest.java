package dev.jobgrid.testkit.grid;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.JobGrid;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.routing.GpuClass;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.spi.AdmissionPolicy;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.submit.AdmissionLimits;
import dev.jobgrid.testkit.JobHistory;
import dev.jobgrid.testkit.sim.CrashingStorage;
import dev.jobgrid.testkit.sim.RunScript;
import dev.jobgrid.testkit.sim.ScriptedExecutor;
import dev.jobgrid.testkit.sim.SettableClock;
import dev.jobgrid.testkit.sim.SteppedLoops;
import dev.jobgrid.testkit.storage.MemoryStorage;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A list with an id that another submit takes while the list is taken, at whatever moment. */
class SubmitAllTest {
    private static final int MAX = 3;
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final JobId WANTED = new JobId("wanted");

    private final SettableClock clock = new SettableClock(NOW);

    /** A grid, and what becomes of a list when another job takes its id with one of the calls to the store. */
    private final class Race {
        private final MemoryStorage inner = new MemoryStorage(clock);
        private final CrashingStorage storage = new CrashingStorage(inner);
        private final JobGrid grid = grid(storage);
        private boolean isTaken;
        private Optional<JobGridException> refused = Optional.empty();

        Race(int call, JobSpec takenBy) {
            storage.pauseAt(call, CrashingStorage.Moment.BEFORE, () -> {
                JobRef ref = new JobRef(WorkspaceId.DEFAULT, WANTED);
                inner.jobs().create(List.of(JobHistory.created(ref, takenBy, NOW)));
                isTaken = true;
            });
            try {
                grid.submitAll(List.of(spec("first").build(), wanted("second")));
            } catch (JobGridException e) {
                refused = Optional.of(e);
            }
            storage.calm();
        }

        List<String> stored() {
            return grid.list(Optional.empty(), Optional.empty(), 10).jobs().stream()
                    .map(job -> job.spec().name())
                    .sorted()
                    .toList();
        }
    }

    private JobGrid grid(Storage storage) {
        GpuModel model = new GpuModel("NVIDIA L4", "NVIDIA", "Ada", GpuClass.DATACENTER, 24L << 30);
        List<GpuNode.Device> devices = List.of(new GpuNode.Device("gpu0", model, new Usd(1_000_000), true));
        GpuNode node = new GpuNode(new NodeName("node"), "here", devices, 1L << 40, true);
        return JobGrid.builder()
                .storage(storage)
                .executor(new ScriptedExecutor(clock, List.of(node), run -> RunScript.prints()))
                .admission(AdmissionPolicy.of(AdmissionLimits.NONE.withConcurrentJobs(MAX)))
                .loops(new SteppedLoops(new Random(1)))
                .clock(clock)
                .build();
    }

    private static JobSpec.Builder spec(String name) {
        return JobSpec.builder(name, "acme/app:1-gpu", WorkloadType.BATCH);
    }

    private static JobSpec wanted(String name) {
        return spec(name).id(WANTED).build();
    }

    @Test
    void allOfItIsStoredOrNothingAndTheRefusalNamesTheJob() {
        int call = 1;
        Race race = new Race(call, wanted("another"));
        while (race.isTaken) {
            assertIsLeftOut(race, "taken before call " + call);
            race = new Race(++call, wanted("another"));
        }
        assertThat(race.stored()).as("when nobody takes the id").containsExactly("first", "second");
    }

    private static void assertIsLeftOut(Race race, String about) {
        assertThat(race.stored()).as(about).containsExactly("another");
        assertThat(race.refused).as(about).isPresent();
        assertThat(race.refused.get().code()).as(about).isEqualTo(ErrorCode.CONFLICT);
        assertThat(race.refused.get())
                .as(about)
                .hasMessageStartingWith("jobs[1]: job wanted exists with another draft");
        assertThat(race.grid.submitAll(
                        List.of(spec("third").build(), spec("fourth").build())))
                .as("what was left out does not count")
                .hasSize(MAX - 1);
    }

    @Test
    void theSameDraftIsAReplayAndTheOthersAreStored() {
        int call = 1;
        for (Race race = new Race(call, wanted("second")); race.isTaken; race = new Race(++call, wanted("second"))) {
            assertThat(race.refused).as("taken before call " + call).isEmpty();
            assertThat(race.stored()).as("taken before call " + call).containsExactly("first", "second");
        }
        assertThat(call).isGreaterThan(2);
    }
}
