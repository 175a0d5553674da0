package dev.jobgrid.executor.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.executor.docker.EngineStops.Stop;
import dev.jobgrid.testkit.TestSeed;
import dev.jobgrid.testkit.executor.Gates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No job is completed that its Engine cut off, however that was stopped; each is run again, and ends as its program does. */
class EngineStopTest {
    private static final String RESTORES = "--live-restore";
    private static final int OF_EACH = 5;

    private final Random random = new Random(TestSeed.get());

    @TempDir
    private Path folder;

    @Test
    void noJobOfAnEngineThatWasStoppedIsCompletedBeforeItsEnd() throws Exception {
        try (EngineStops stops = stops(6, List.of(List.of(), List.of(RESTORES)))) {
            stops.round(List.of(Stop.TERM, Stop.HANG));
            assertThat(stops.runAgain()).isPositive();
        }
    }

    @Test
    @Tag("nightly")
    void noJobOfAnEngineThatWasStoppedAgainAndAgainIsCompletedBeforeItsEnd() throws Exception {
        try (EngineStops stops = stops(20, List.of(List.of(), List.of(RESTORES)))) {
            stops.round(List.of(Stop.TERM, Stop.TERM));
            stops.round(List.of(Stop.REBOOT, Stop.HANG));
            assertThat(stops.runAgain()).isPositive();
        }
    }

    private EngineStops stops(int halfSeconds, List<List<String>> engines) throws Exception {
        return new EngineStops(random, halfSeconds, engines, new Gates(Files.createTempDirectory(folder, "gates")));
    }

    @Test
    @Tag("stress")
    void noJobOfAnEngineThatWasStoppedAHundredTimesIsCompletedBeforeItsEnd() throws Exception {
        int times = Integer.getInteger("stop.times", OF_EACH);
        List<List<List<String>>> settings = List.of(
                List.of(List.of()),
                List.of(List.of(RESTORES)),
                List.of(List.of(), List.of(RESTORES)),
                List.of(List.of(), List.of()));
        for (List<List<String>> engines : settings) {
            try (EngineStops stops = stops(20, engines)) {
                Deque<Stop> left = shuffled(random, times);
                while (!left.isEmpty()) {
                    List<Stop> ways = new ArrayList<>();
                    for (int i = 0; i < engines.size() && !left.isEmpty(); i++) {
                        ways.add(left.pop());
                    }
                    stops.round(ways);
                }
                System.getLogger(EngineStopTest.class.getName())
                        .log(System.Logger.Level.INFO, "Engines " + engines + ": " + stops);
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
