package dev.jobgrid.submit;

import dev.jobgrid.errors.SettingCheck;
import java.util.List;
import java.util.OptionalInt;

/**
 * Limits on a caller's submits. A workspace counts as one user: the submits of all its keys count together.
 *
 * @param concurrentJobs the most unfinished jobs of the workspace, 1 or more
 * @param submitsPerMinute the most jobs a minute, which may come in one burst, 1 or more
 * @param queuedJobs the most queued jobs of all workspaces, 1 or more
 * @param images allowed images, where '*' matches any characters: "registry.example.com/team/*"; all if empty
 */
public record AdmissionLimits(
        OptionalInt concurrentJobs, OptionalInt submitsPerMinute, OptionalInt queuedJobs, List<String> images) {
    /** No limits. */
    public static final AdmissionLimits NONE =
            new AdmissionLimits(OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty(), List.of());

    /** Checks the bounds and copies the images. */
    public AdmissionLimits {
        check("concurrentJobs", concurrentJobs);
        check("submitsPerMinute", submitsPerMinute);
        check("queuedJobs", queuedJobs);
        images = List.copyOf(SettingCheck.present("images", images));
    }

    private static void check(String name, OptionalInt bound) {
        SettingCheck.present(name, bound);
        if (bound.isPresent() && bound.getAsInt() < 1) {
            throw new IllegalArgumentException(
                    name + " is " + bound.getAsInt() + ", 1 or more is allowed; leave it empty for no limit");
        }
    }

    /** The same limits with that many unfinished jobs of a workspace. */
    public AdmissionLimits withConcurrentJobs(int max) {
        return new AdmissionLimits(OptionalInt.of(max), submitsPerMinute, queuedJobs, images);
    }

    /** The same limits with that many jobs a minute. */
    public AdmissionLimits withSubmitsPerMinute(int max) {
        return new AdmissionLimits(concurrentJobs, OptionalInt.of(max), queuedJobs, images);
    }

    /** The same limits with that many queued jobs. */
    public AdmissionLimits withQueuedJobs(int max) {
        return new AdmissionLimits(concurrentJobs, submitsPerMinute, OptionalInt.of(max), images);
    }

    /** The same limits with these images allowed. */
    public AdmissionLimits withImages(String... patterns) {
        return new AdmissionLimits(concurrentJobs, submitsPerMinute, queuedJobs, List.of(patterns));
    }

    /** Whether a limit requires counting jobs. */
    public boolean counts() {
        return concurrentJobs.isPresent() || submitsPerMinute.isPresent() || queuedJobs.isPresent();
    }

    /** Whether the image is allowed. */
    public boolean takes(String image) {
        return images.isEmpty() || images.stream().anyMatch(pattern -> isLike(image, pattern));
    }

    private static boolean isLike(String text, String pattern) {
        String[] parts = pattern.split("\\*", -1);
        if (!text.startsWith(parts[0])) {
            return false;
        }
        int at = parts[0].length();
        for (int i = 1; i < parts.length - 1; i++) {
            int found = text.indexOf(parts[i], at);
            if (found < 0) {
                return false;
            }
            at = found + parts[i].length();
        }
        String last = parts[parts.length - 1];
        return parts.length == 1 ? text.length() == at : text.length() - at >= last.length() && text.endsWith(last);
    }
}
