package dev.jobgrid.executor.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.executor.docker.EngineStops.Stop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** No job is completed that its Engine cut off, however that was stopped; each is run again, and ends as its program does. */
class EngineStopTest {
    private static final String RESTORES = "--live-restore";
    private static final int OF_EACH = 5;

    @Test
    void noJobOfAnEngineThatWasStoppedIsCompletedBeforeItsEnd() throws Exception {
        try (EngineStops stops = new EngineStops(new Random(), List.of(List.of(), List.of(RESTORES)))) {
            stops.round(List.of(Stop.TERM, Stop.TERM));
            stops.round(List.of(Stop.REBOOT, Stop.HANG));
            assertThat(stops.runAgain()).isPositive();
        }
    }

    @Test
    @Tag("stress")
    void noJobOfAnEngineThatWasStoppedAHundredTimesIsCompletedBeforeItsEnd() throws Exception {
        long seed = Long.getLong("stop.seed", new Random().nextLong());
        Random random = new Random(seed);
        int times = Integer.getInteger("stop.times", OF_EACH);
        List<List<List<String>>> settings = List.of(
                List.of(List.of()),
                List.of(List.of(RESTORES)),
                List.of(List.of(), List.of(RESTORES)),
                List.of(List.of(), List.of()));
        for (List<List<String>> engines : settings) {
            try (EngineStops stops = new EngineStops(random, engines)) {
                Deque<Stop> left = shuffled(random, times);
                while (!left.isEmpty()) {
                    List<Stop> ways = new ArrayList<>();
                    for (int i = 0; i < engines.size() && !left.isEmpty(); i++) {
                        ways.add(left.pop());
                    }
                    stops.round(ways);
                }
                System.getLogger(EngineStopTest.class.getName())
                        .log(System.Logger.Level.INFO, "seed " + seed + ", Engines " + engines + ": " + stops);
            }
        }
    }

    /** As many of each as there are times, in any order. */
    private static Deque<Stop> shuffled(Random random, int times) {
        List<Stop> stops = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            stops.addAll(EnumSet.complementOf(EnumSet.of(Stop.NONE)));
        }
        Collections.shuffle(stops, random);
        return new ArrayDeque<>(stops);
    }
}
