package dev.jobgrid.testkit.sim;

import dev.jobgrid.testkit.storage.MemoryStorage;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class PipelineSimulationTest {
    @Test
    void noSeedBreaksALaw() {
        LongStream.range(0, 300).forEach(seed -> new PipelineSimulation(seed, new MemoryStorage()).run(400));
    }
}
