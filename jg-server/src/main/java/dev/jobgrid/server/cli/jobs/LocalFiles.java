package dev.jobgrid.server.cli.jobs;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.PatternSyntaxException;

/**
 * The files that arguments stand for: a file for itself, a folder for the files and folders in it, a pattern such as "data/*.csv"
 * for those that match. What begins with a dot is left out, as by a shell. Stateless.
 */
final class LocalFiles {
    private LocalFiles() {}

    /**
     * Those files and folders in folders, in the order of the arguments, and by name in a folder.
     *
     * @throws IllegalArgumentException if an argument stands for none, or for something that is no file to read
     */
    static List<Path> of(List<Path> arguments) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path argument : arguments) {
            if (Files.isDirectory(argument)) {
                files.addAll(found(argument, "*", argument));
            } else if (isPattern(argument) && !Files.exists(argument)) {
                Path folder = Optional.ofNullable(argument.getParent()).orElse(Path.of(""));
                files.addAll(found(folder, argument.getFileName().toString(), argument));
            } else {
                files.add(readable(argument));
            }
        }
        return files;
    }

    private static boolean isPattern(Path argument) {
        Path name = argument.getFileName();
        return name != null && name.toString().matches(".*[*?\\[{].*");
    }

    private static List<Path> found(Path folder, String pattern, Path argument) throws IOException {
        List<Path> files = new ArrayList<>();
        if (Files.isDirectory(folder.toAbsolutePath())) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, pattern)) {
                for (Path entry : entries) {
                    if (!entry.getFileName().toString().startsWith(".")) {
                        files.add(readable(entry));
                    }
                }
            } catch (PatternSyntaxException e) {
                throw new IllegalArgumentException(argument + " is not a pattern: " + e.getDescription(), e);
            }
        }
        if (files.isEmpty()) {
            throw new IllegalArgumentException(argument + " stands for no file");
        }
        files.sort(null);
        return files;
    }

    private static Path readable(Path file) {
        if (!(Files.isRegularFile(file) || Files.isDirectory(file)) || !Files.isReadable(file)) {
            throw new IllegalArgumentException(file + " is not a file that can be read");
        }
        return file;
    }
}
