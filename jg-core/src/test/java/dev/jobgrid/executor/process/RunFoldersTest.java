package dev.jobgrid.executor.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.id.WorkspaceId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunFoldersTest {
    @TempDir
    private Path folder;

    private static RunKey key(String workspace, String job, int attempt) {
        return new RunKey(new JobRef(new WorkspaceId(workspace), new JobId(job)), attempt);
    }

    @Test
    void everyKeyHasAFolderOfItsOwnAlsoWhereCaseIsNotTold() throws IOException {
        RunFolders folders = new RunFolders(folder);
        List<RunKey> keys = List.of(
                key("a", "b", 1),
                key("a", "B", 1),
                key("A", "b", 1),
                key("b", "a", 1),
                key("a", "b", 11),
                key("a..b", "x.", 1),
                key("a", "x..", 1),
                key("A".repeat(64), "Z".repeat(64), Integer.MAX_VALUE));
        Set<String> paths = new HashSet<>();
        for (RunKey key : keys) {
            RunFolder run = folders.of(key);
            folders.make(run);
            Files.writeString(run.request(), "");
            assertThat(run.path()).startsWith(folder.resolve("runs"));
            assertThat(paths.add(run.path().toString().toLowerCase(Locale.ROOT)))
                    .isTrue();
        }
        assertThat(folders.keys()).containsExactlyInAnyOrderElementsOf(keys);
        assertThat(new RunFolders(folder).keys()).containsExactlyInAnyOrderElementsOf(keys);
    }

    @Test
    void removingDeletesWhatAJobMadeUndeletableAndNothingBehindItsLinks() throws Exception {
        RunFolders folders = new RunFolders(folder);
        RunFolder run = folders.of(key("w", "j", 1));
        folders.make(run);
        Path kept = Files.createDirectory(folder.resolve("outside"));
        Files.writeString(kept.resolve("file"), "kept");
        Path locked = Files.createDirectories(run.workspace().resolve("a/b"));
        Files.writeString(locked.resolve("file"), "x");
        Files.createSymbolicLink(locked.resolve("link"), kept);
        Files.createSymbolicLink(run.workspace().resolve("dangling"), Path.of("nowhere"));
        Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("---------"));
        Files.setPosixFilePermissions(locked.getParent(), PosixFilePermissions.fromString("r-xr-xr-x"));

        folders.remove(run);
        folders.remove(run);

        assertThat(run.path()).doesNotExist();
        assertThat(folder.resolve("trash")).isEmptyDirectory();
        assertThat(kept.resolve("file")).hasContent("kept");
    }

    @Test
    void foldersNestedDeeperThanAPathCanSayAreDeletedToo() throws Exception {
        Path deep = Files.createDirectory(folder.resolve("deep"));
        String script = "cd \"$0\" && i=0 && while [ $i -lt 60 ]; do d=" + "d".repeat(100)
                + "; mkdir $d && cd -P $d || exit 1; i=$((i+1)); done";
        boolean isMade = new ProcessBuilder("sh", "-c", script, deep.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
        assumeTrue(isMade, "the shell here cannot go that deep");

        FileTree.delete(deep);

        assertThat(deep).doesNotExist();
    }

    @Test
    void whatAnEarlierProcessBeganToRemoveIsRemoved() throws IOException {
        Path left = Files.createDirectories(folder.resolve("trash/left/over"));
        new RunFolders(folder);
        assertThat(left.getParent()).doesNotExist();
    }

    @Test
    void aLockHasOneHolder() throws IOException {
        RunFolders folders = new RunFolders(folder);
        RunFolder run = folders.of(key("w", "j", 1));
        assertThat(RunLock.tryTake(run)).isEmpty();
        folders.make(run);
        RunLock lock = RunLock.tryTake(run).orElseThrow();
        assertThat(RunLock.tryTake(run)).isEmpty();
        lock.close();
        lock.close();
        RunLock.tryTake(run).orElseThrow().close();
    }
}
