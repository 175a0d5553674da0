package dev.jobgrid.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.storage.H2Storage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server whose first start was ended at any moment of its first two seconds starts again on the same folder. */
@Tag("stress")
class KilledFirstStartTest {
    private static final int MOMENTS = 50;
    private static final long BETWEEN_MILLIS = 40;
    private static final int SERVER_EACH = 5;

    @TempDir
    private Path folder;

    @Test
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    void theNextStartOpensTheStore() throws Exception {
        int within = 0;
        for (int moment = 0; moment < MOMENTS; moment++) {
            Path place = Files.createDirectory(folder.resolve("moment-" + moment));
            Path ready = place.resolve("first.json");
            endAfter(BETWEEN_MILLIS * (moment + 1), moment % 2 == 1, place, ready);
            within += Files.exists(ready) ? 0 : 1;
            if (moment % SERVER_EACH == 0) {
                ServerProcess.start(place, Programs.PATH).close();
            } else {
                H2Storage.open(place.resolve("data").resolve("store")).close();
            }
        }
        assertThat(within).as("ended before the server took requests").isPositive();
    }

    private static void endAfter(long millis, boolean politely, Path place, Path ready) throws Exception {
        List<String> command =
                JgLine.of("256m", "server", "--port=0", "--data=" + place.resolve("data"), "--ready-file=" + ready);
        Process first = Programs.child(command)
                .redirectErrorStream(true)
                .redirectOutput(place.resolve("first.log").toFile())
                .start();
        first.waitFor(millis, TimeUnit.MILLISECONDS);
        if (politely) {
            first.destroy();
        } else {
            first.destroyForcibly();
        }
        first.waitFor();
    }
}
