package dev.jobgrid.executor.process;

import dev.jobgrid.artifacts.ArtifactPath;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Replaces {@code /workspace} in texts by the run's folder, for a host that cannot mount the folder there. */
final class WorkspaceWords {
    static final String WORKSPACE = ArtifactPath.FOLDER.substring(0, ArtifactPath.FOLDER.lastIndexOf('/'));

    // As a whole path, or the first part of one: not in "/workspaces", "/srv/workspace", "s3://workspace".
    private static final Pattern PATH =
            Pattern.compile("(?<![\\w./~+-])" + WORKSPACE + "(?![\\w+~-])(?!\\.\\w)", Pattern.UNICODE_CHARACTER_CLASS);

    private WorkspaceWords() {}

    static String map(String text, Path folder) {
        return PATH.matcher(text).replaceAll(Matcher.quoteReplacement(folder.toString()));
    }
}
