package dev.jobgrid.artifacts;

import java.util.ArrayList;
import java.util.List;

/**
 * The normalised path of a file below {@code /workspace/artifacts} (reference §06, {@code expected_artifacts}).
 *
 * @param relative segments below the folder, joined by '/': "run/model.bin"
 */
public record ArtifactPath(String relative) {
    /** The folder whose files are collected. */
    public static final String FOLDER = "/workspace/artifacts";

    private static final int MAX_LENGTH = 4096;

    /** Checks that the path is normalised. */
    public ArtifactPath {
        if (!relative.equals(relativeOf(relative))) {
            throw new IllegalArgumentException("'" + relative + "' is not a normalised path");
        }
    }

    /**
     * Reads a path as clients write it: absolute below the folder, or relative to it.
     *
     * @throws IllegalArgumentException if it is empty, longer than 4,096 characters, names a folder, holds NUL or
     *     {@code ..}, or lies elsewhere
     */
    public static ArtifactPath normalize(String raw) {
        return new ArtifactPath(relativeOf(raw));
    }

    private static String relativeOf(String raw) {
        if (raw.isBlank() || raw.length() > MAX_LENGTH || raw.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a path has 1 to 4096 characters and no NUL");
        }
        if (raw.endsWith("/") || raw.endsWith("/.") || raw.equals(".")) {
            throw new IllegalArgumentException("'" + raw + "' names a folder, and a file is expected");
        }
        List<String> segments = new ArrayList<>();
        for (String segment : below(raw).split("/")) {
            if (segment.equals("..")) {
                throw new IllegalArgumentException("'" + raw + "' holds '..'");
            }
            if (!segment.isEmpty() && !segment.equals(".")) {
                segments.add(segment);
            }
        }
        if (segments.isEmpty()) {
            throw new IllegalArgumentException("'" + raw + "' names a folder, and a file is expected");
        }
        return String.join("/", segments);
    }

    private static String below(String raw) {
        if (!raw.startsWith("/")) {
            return raw;
        }
        String path = raw.replaceAll("/(\\./|/)+", "/");
        if (!path.startsWith(FOLDER + "/")) {
            throw new IllegalArgumentException("'" + raw + "' does not lie below " + FOLDER + "/");
        }
        return path.substring(FOLDER.length() + 1);
    }

    /** The whole path, as the job sees it. */
    public String absolute() {
        return FOLDER + "/" + relative;
    }
}
