package dev.jobgrid.testkit.grid;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.JobGrid;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.routing.GpuClass;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.spi.executor.GpuNode;
import dev.jobgrid.spi.store.JobStore;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.testkit.sim.RunScript;
import dev.jobgrid.testkit.sim.ScriptedExecutor;
import dev.jobgrid.testkit.sim.SettableClock;
import dev.jobgrid.testkit.sim.SteppedLoops;
import dev.jobgrid.testkit.storage.MemoryStorage;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Jobs that get their places while their submits are still under way. */
class ArrivalsTest {
    private static final GpuModel GPU = new GpuModel("NVIDIA L4", "NVIDIA", "Ada", GpuClass.DATACENTER, 24L << 30);

    private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final SteppedLoops loops = new SteppedLoops(new Random(1));
    private final MemoryStorage memory = new MemoryStorage(clock);
    private final List<Boolean> applied = new ArrayList<>();
    private RunScript script = RunScript.prints();

    @Test
    void aJobThatWasFoundInTheQueueBeforeItsSubmitReturnedIsPlacedOnce() {
        try (JobGrid grid = grid()) {
            pass(5);
            for (Duration length : List.of(Duration.ofMinutes(10), Duration.ZERO)) {
                script = RunScript.prints().lasting(length);
                applied.clear();
                JobId job = grid.submit(JobSpec.builder("early", "acme/train:cuda12", WorkloadType.BATCH)
                                .build())
                        .id();
                pass(1);
                assertThat(applied).as("changes of the job's row").isNotEmpty().doesNotContain(false);
                assertThat(grid.events(job))
                        .filteredOn(event -> event.type().equals("job.assigned"))
                        .hasSize(1);
                assertThat(grid.list(Optional.of(JobStatus.QUEUED), Optional.empty(), 10)
                                .jobs())
                        .isEmpty();
            }
        }
    }

    private JobGrid grid() {
        List<GpuNode.Device> devices = Stream.of("gpu0", "gpu1", "gpu2")
                .map(id -> new GpuNode.Device(id, GPU, new Usd(800_000), false))
                .toList();
        GpuNode node = new GpuNode(new NodeName("n"), "local", devices, 1L << 40, true);
        return JobGrid.builder()
                .storage(watched())
                .executor(new ScriptedExecutor(clock, List.of(node), run -> script))
                .clock(clock)
                .loops(loops)
                .build();
    }

    /** A storage whose jobs are looked at by all loops before it says that they are stored. */
    private Storage watched() {
        JobStore jobs = proxy(JobStore.class, memory.jobs());
        return (Storage) Proxy.newProxyInstance(
                Storage.class.getClassLoader(),
                new Class<?>[] {Storage.class},
                (self, method, arguments) ->
                        method.getName().equals("jobs") ? jobs : invoked(method, memory, arguments));
    }

    private <T> T proxy(Class<T> type, T target) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    Object answer = invoked(method, target, arguments);
                    if (method.getName().equals("create")) {
                        pass(5);
                    }
                    if (method.getName().startsWith("apply")) {
                        if (answer instanceof List<?> many) {
                            many.forEach(one -> applied.add((Boolean) one));
                        } else {
                            applied.add((Boolean) answer);
                        }
                    }
                    return answer;
                }));
    }

    private static Object invoked(Method method, Object target, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private void pass(int seconds) {
        for (int tenth = 0; tenth < 10 * seconds; tenth++) {
            clock.advance(Duration.ofMillis(100));
            loops.stepAll();
        }
    }
}
