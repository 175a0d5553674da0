package dev.jobgrid.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.server.cli.Jg;
import dev.jobgrid.testkit.InTarget;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.jar.Attributes.Name;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script that starts jg, on the classes under test. Words that are not ASCII are in scripts: they reach it as they are. */
class LauncherTest {
    @TempDir(factory = InTarget.class)
    private Path folder = Path.of("");

    @BeforeEach
    void aDistribution() throws IOException {
        Path bin = Files.createDirectories(folder.resolve("bin"));
        Files.copy(Path.of("src/main/dist/bin/jg"), bin.resolve("jg"));
        assertThat(bin.resolve("jg").toFile().setExecutable(true)).isTrue();
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Name.MAIN_CLASS, Jg.class.getName());
        manifest.getMainAttributes().put(Name.CLASS_PATH, classPath());
        Path jar = Files.createDirectories(folder.resolve("lib")).resolve("jg-server.jar");
        new JarOutputStream(Files.newOutputStream(jar), manifest).close();
    }

    private static String classPath() {
        List<String> options = JgClasses.options();
        String classes = options.get(options.indexOf("-cp") + 1);
        return Arrays.stream(classes.split(File.pathSeparator))
                .map(entry -> Path.of(entry).toUri().toString())
                .collect(Collectors.joining(" "));
    }

    /** What a shell prints that runs this. */
    private String printed(String script) throws Exception {
        Path file = Files.writeString(folder.resolve("script"), script);
        ProcessBuilder shell = Programs.child(List.of("sh", file.getFileName().toString()))
                .directory(folder.toFile())
                .redirectErrorStream(true);
        shell.environment().put("JAVA_HOME", System.getProperty("java.home"));
        // No archive of classes is made there.
        shell.environment().put("JG_CACHE", "/dev/null/none");
        Process process = shell.start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return printed;
    }

    @Test
    void argumentsVariablesAndNamesAreUtf8InAnyLocale() throws Exception {
        for (String locale : List.of("C", "xx_XX.UTF-8")) {
            String printed = printed("""
                    umask 077 && mkdir -p ü中/jobgrid
                    echo '{"contexts":{"é":{"server":"http://127.0.0.1:9","api_key":"x"}}}' > ü中/jobgrid/contexts.json
                    LC_ALL=%s XDG_CONFIG_HOME=$PWD/ü中 bin/jg context use 'ä漢'
                    """.formatted(locale));

            assertThat(printed.lines().findFirst()).as(locale).contains("jg: there is no context 'ä漢', only: é");
        }
    }

    @Test
    void whatIsNotUtf8IsRefused() throws Exception {
        assertThat(printed("bin/jg context use $(printf 'caf\\351')")).startsWith("jg: argument 3 is not UTF-8 text; ");
    }
}
