package dev.jobgrid.executor.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobgrid.id.MachineId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineIdFileTest {
    private static final int MANY = 8;

    @TempDir
    private Path folder;

    @Test
    void theIdStaysWhereverTheFolderIsMoved() throws IOException {
        Path before = Files.createDirectory(folder.resolve("before"));
        MachineId id = MachineIdFile.read(before);
        Path after = Files.move(before, folder.resolve("after"));

        assertThat(MachineIdFile.read(after)).isEqualTo(id);
    }

    @Test
    void foldersAreMachinesOfTheirOwn() throws IOException {
        assertThat(MachineIdFile.read(Files.createDirectory(folder.resolve("a"))))
                .isNotEqualTo(MachineIdFile.read(Files.createDirectory(folder.resolve("b"))));
    }

    @Test
    void manyThatBeginAtOnceReadOneId() throws Exception {
        CyclicBarrier start = new CyclicBarrier(MANY);
        ExecutorService threads = Executors.newFixedThreadPool(MANY);
        try {
            List<Future<MachineId>> reads = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                reads.add(threads.submit(() -> {
                    start.await();
                    return MachineIdFile.read(folder);
                }));
            }
            Set<MachineId> ids = new HashSet<>();
            for (Future<MachineId> read : reads) {
                ids.add(read.get());
            }
            assertThat(ids).hasSize(1);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aFileWithoutAnIdIsRefusedWithTheWayOut() throws IOException {
        Files.writeString(folder.resolve("machine"), "\n");

        assertThatThrownBy(() -> MachineIdFile.read(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(folder.resolve("machine").toString())
                .hasMessageContaining("remove it");
    }
}
