package dev.jobgrid.storage.internal.h2;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Random;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class H2HeaderFixFileTest {
    private static final int COMMITS = 400;

    @TempDir
    private Path folder;

    @BeforeAll
    static void register() {
        H2HeaderFixPath.register();
    }

    /** A copy of the file after a commit is what a process leaves that dies then. */
    @Test
    void theNewestCommitIsFoundInWhatADeadProcessLeaves() throws Exception {
        Path file = folder.resolve("store");
        Path left = folder.resolve("left");
        Random random = new Random(1);
        try (MVStore store = open(file)) {
            // Space is used anew at once, so that chunks soon have to go where they were not expected.
            store.setRetentionTime(0);
            store.setVersionsToKeep(0);
            MVMap<Integer, byte[]> map = store.openMap("map");
            MVMap<String, Integer> newest = store.openMap("newest");
            for (int i = 0; i < COMMITS; i++) {
                map.put(random.nextInt(60), new byte[random.nextInt(20_000)]);
                newest.put("commit", i);
                store.commit();
                Files.copy(file, left, StandardCopyOption.REPLACE_EXISTING);

                try (MVStore found = open(left)) {
                    assertThat(found.<String, Integer>openMap("newest").get("commit"))
                            .isEqualTo(i);
                }
            }
        }
    }

    private static MVStore open(Path file) {
        return new MVStore.Builder()
                .fileName(H2HeaderFixPath.SCHEME + ":" + file)
                .autoCommitDisabled()
                .open();
    }
}
