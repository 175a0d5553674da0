package dev.jobgrid.testkit.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Inputs from files in the resources of a test. */
public final class FuzzCorpus {
    private FuzzCorpus() {}

    /**
     * All files of a folder.
     *
     * @param test whose resources
     * @param folder from their root: "/reference"
     */
    public static List<byte[]> in(Class<?> test, String folder) {
        return List.copyOf(files(test, folder).values());
    }

    /** Inputs that once failed, by file name. */
    static Map<String, byte[]> found(Class<?> test, String target) {
        return files(test, "/fuzz/" + target);
    }

    private static Map<String, byte[]> files(Class<?> test, String folder) {
        @Nullable URL url = test.getResource(folder);
        Map<String, byte[]> contents = new TreeMap<>();
        if (url == null) {
            return contents;
        }
        try (Stream<Path> files = Files.list(Path.of(url.toURI()))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                contents.put(file.getFileName().toString(), Files.readAllBytes(file));
            }
            return contents;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(folder, e);
        }
    }
}
