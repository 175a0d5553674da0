package dev.jobgrid.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whoever changes a name that is stored, published or configured finds it here. A new name is added to the list by
 * {@code -Djobgrid.names.write=true}; one that goes needs a way for those that go by it.
 */
class KeptNamesTest {
    private static final Path LIST = Path.of("src/test/resources/kept-names.txt");

    /** Names that have no form by which constants would show that they are names. */
    private static final Map<String, List<String>> CONSTANTS = Map.of(
            "check",
            List.of(
                    "artifacts",
                    "certificate",
                    "disks",
                    "executor ",
                    "executors",
                    "files",
                    "gpus",
                    "grid",
                    "loops",
                    "membership",
                    "plug-ins",
                    "store"),
            "health",
            List.of("ready", "degraded", "unavailable"),
            "folder",
            List.of("machine", "machine.lock", "machine.draft", "until", "artifacts", "control.json", "jobgrid.mv.db"),
            "log position",
            List.of("kept=\1,cut=\1;\1", "kept=(\\d{1,18}),cut=(NO|UNTOLD|TOLD);(.*)"),
            "device",
            List.of("=ended/"),
            "blob",
            List.of("store/"),
            "container",
            List.of("jobgrid-machine", "jobgrid-seccomp-\1", "jobgrid-\1-\1-\1"),
            "tag",
            List.of(
                    "status",
                    "cause",
                    "executor",
                    "operation",
                    "node",
                    "kind",
                    "result",
                    "store",
                    "failed",
                    "disk",
                    "method",
                    "route"));

    @TempDir
    private Path folder;

    @Test
    void namesThatAreStoredPublishedOrConfiguredStay() throws Exception {
        String tests = KeptNamesTest.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath();
        List<String> names = KeptNames.of(
                new ClassFileImporter()
                        .withImportOption(location -> !location.contains(tests) && !location.contains("/testkit/"))
                        .importPackages("dev.jobgrid"),
                CONSTANTS,
                folder);
        if (Boolean.getBoolean("jobgrid.names.write")) {
            Files.write(LIST, names);
        }
        assertThat(names).containsExactlyElementsOf(Files.readAllLines(LIST));
    }
}
