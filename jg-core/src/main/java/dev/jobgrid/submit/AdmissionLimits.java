package dev.jobgrid.submit;

import dev.jobgrid.errors.SettingCheck;
import java.util.List;
import java.util.OptionalInt;

/**
 * How much a caller may hand in. A workspace counts as one user: what its keys hand in counts together.
 *
 * @param concurrentJobs the most jobs of the workspace that are not over, 1 or more
 * @param submitsPerMinute the most jobs a minute, all of which may come at once, 1 or more
 * @param queuedJobs the most jobs of all workspaces that wait for a place, 1 or more
 * @param images images that are taken, where '*' stands for any characters: "registry.example.com/team/*"; all if empty
 */
public record AdmissionLimits(
        OptionalInt concurrentJobs, OptionalInt submitsPerMinute, OptionalInt queuedJobs, List<String> images) {
    /** As much as comes. */
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

    /** The same limits with at most so many jobs of a workspace at once. */
    public AdmissionLimits withConcurrentJobs(int most) {
        return new AdmissionLimits(OptionalInt.of(most), submitsPerMinute, queuedJobs, images);
    }

    /** The same limits with at most so many jobs a minute. */
    public AdmissionLimits withSubmitsPerMinute(int most) {
        return new AdmissionLimits(concurrentJobs, OptionalInt.of(most), queuedJobs, images);
    }

    /** The same limits with at most so many jobs waiting. */
    public AdmissionLimits withQueuedJobs(int most) {
        return new AdmissionLimits(concurrentJobs, submitsPerMinute, OptionalInt.of(most), images);
    }

    /** The same limits with these images taken. */
    public AdmissionLimits withImages(String... patterns) {
        return new AdmissionLimits(concurrentJobs, submitsPerMinute, queuedJobs, List.of(patterns));
    }

    /** Whether jobs have to be counted. */
    public boolean counts() {
        return concurrentJobs.isPresent() || submitsPerMinute.isPresent() || queuedJobs.isPresent();
    }

    /** Whether jobs with this image are taken. */
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
