package dev.jobgrid.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Job;
import dev.jobgrid.logs.LogQuery;
import dev.jobgrid.testkit.ChildProcess;
import dev.jobgrid.testkit.TestSeed;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a storage has acknowledged is there after its process was killed. */
class KillTest {
    private final Random random = new Random(TestSeed.get());

    @TempDir
    private Path folder;

    @Test
    void nothingAcknowledgedIsLostWhenTheProcessIsKilled() throws Exception {
        killAndLook(1, false);
    }

    @Test
    void nothingAcknowledgedIsLostWhenTheProcessIsKilledWhileItsFileIsMadeSmall() throws Exception {
        killAndLook(1, true);
    }

    @Test
    @Tag("stress")
    void nothingAcknowledgedIsLostHoweverOftenTheProcessIsKilled() throws Exception {
        killAndLook(60, false);
    }

    @Test
    @Tag("stress")
    void nothingAcknowledgedIsLostHoweverOftenTheProcessIsKilledWhileItsFileIsMadeSmall() throws Exception {
        killAndLook(Integer.getInteger("kill.count", 60), true);
    }

    private void killAndLook(int kills, boolean small) throws Exception {
        System.out.println(TestSeed.repeat(getClass()));
        List<String> acknowledged = new ArrayList<>();
        for (int i = 0; i < kills; i++) {
            List<String> said = writeAndDie("run" + i, 1 + random.nextInt(1_500), small);
            assertThat(said).isNotEmpty();
            acknowledged.addAll(said);
            try (H2Storage storage = H2Storage.open(folder)) {
                // The last run's every time, all at the end: what an earlier look has seen could still be lost by a
                // later one.
                for (String line : i == kills - 1 ? acknowledged : said) {
                    assertThat(isStored(storage, line)).as(line).isTrue();
                }
            }
        }
    }

    /** What a process said it had written until it was killed after so many writes. */
    private List<String> writeAndDie(String run, int writes, boolean small) throws IOException, InterruptedException {
        Process writer = ChildProcess.of(KilledWriter.class, folder.toString(), run, String.valueOf(small))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<String> said = new ArrayList<>();
        try (BufferedReader out = writer.inputReader()) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                said.add(line);
                if (said.size() == writes) {
                    writer.toHandle().destroyForcibly(); // Process's own would close the pipe before it is read
                }
            }
        }
        writer.waitFor();
        return said;
    }

    private static boolean isStored(H2Storage storage, String line) throws IOException {
        String[] words = line.split(" ");
        JobRef ref = new JobRef(WorkspaceId.DEFAULT, new JobId(words[1]));
        Job job = storage.jobs().find(ref).orElseThrow(() -> new AssertionError("lost: " + line));
        int events = storage.jobs().events(ref, 0, 10).size();
        return switch (words[0]) {
            case "created" -> events >= 2;
            case "noted" -> events == 3 && job.state().events().lastSequence() == 30;
            case "logged" ->
                storage.logs().read(ref, LogQuery.after(0, 10)).lines().equals(List.of(KilledWriter.line(ref)))
                        && storage.logs().end(ref).position().equals("0");
            case "put" -> {
                try (InputStream blob = storage.blobs().open(KilledWriter.blob(ref), 0, Long.MAX_VALUE)) {
                    yield Arrays.equals(blob.readAllBytes(), KilledWriter.bytes(ref));
                }
            }
            default -> throw new AssertionError("half a line: " + line);
        };
    }
}
