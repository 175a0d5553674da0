package dev.jobgrid.server.admin;

import java.nio.file.Path;
import java.util.List;

/**
 * A command that the server on a folder is to run for its owner.
 *
 * @param arguments the command's name and all that follows it
 * @param directory the directory of the caller, from which relative paths lead
 * @param input the text of the file that the command reads; empty if it reads none
 */
public record AdminRequest(List<String> arguments, String directory, String input) {
    /** Copies the list. */
    public AdminRequest {
        arguments = List.copyOf(arguments);
    }

    /** The caller's path, made absolute. */
    public Path resolve(Path path) {
        return Path.of(directory).resolve(path).normalize();
    }
}
