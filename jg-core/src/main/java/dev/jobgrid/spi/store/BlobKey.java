package dev.jobgrid.spi.store;

import dev.jobgrid.id.ArtifactId;
import dev.jobgrid.id.JobRef;
import java.util.regex.Pattern;

/**
 * The name of a blob.
 *
 * @param value segments of letters, digits, '.', '_' and '-', joined by '/', none of them of dots alone; at most 512
 *     characters
 */
public record BlobKey(String value) {
    private static final Pattern FORM = Pattern.compile("(?!\\.+(/|$))[A-Za-z0-9._-]+(/(?!\\.+(/|$))[A-Za-z0-9._-]+)*");

    /** Checks the form. */
    public BlobKey {
        if (value.length() > 512 || !FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("'" + value + "' is not a blob key");
        }
    }

    /**
     * The key of an artifact's bytes: separate for each run, so that a late run overwrites no other's.
     *
     * @param attempt the run, 1 for the first; 0 for an artifact stored before artifacts knew their run
     */
    public static BlobKey ofArtifact(JobRef job, int attempt, ArtifactId id) {
        String run = attempt == 0 ? "" : attempt + "/";
        return new BlobKey("artifacts/" + job.workspace() + "/" + job.id() + "/" + run + id);
    }
}
