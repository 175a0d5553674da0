package dev.jobgrid.job;

import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.routing.Level;
import dev.jobgrid.routing.Priority;
import dev.jobgrid.routing.RoutePreferences;
import dev.jobgrid.routing.RouteRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The sort key of a job in its workspace's queue. Derived from the job and immutable, so that a store can index it.
 *
 * @param shape equal for jobs with the same requirements; 16 hex digits
 * @param at the sort time, earlier ones are placed first: the time of the submit minus a head start by priority, so
 *     that no job starves behind later ones with a higher priority
 */
public record QueueKey(String shape, Instant at) {
    /** The head start of an urgent job, and the delay of one that can wait. */
    public static final Duration HEAD_START = Duration.ofMinutes(30);

    private static final Pattern TAG = Pattern.compile("[:@][^/]*$");
    private static final int SHAPE_BYTES = 8;

    /** Most jobs have known requirements, and computing a shape takes longer than the rest of a key. */
    private static final Map<Asked, String> SHAPES = new ConcurrentHashMap<>();

    private static final int MAX_SHAPES = 1_000;

    private record Asked(RouteRequest route, String needs) {}

    /** The key of a job with this spec, submitted at this moment. */
    public static QueueKey of(JobSpec spec, Instant created) {
        return new QueueKey(shape(spec), moment(spec, created));
    }

    /** The sort time of a job with this spec, submitted at this moment; cheaper than the whole key. */
    public static Instant moment(JobSpec spec, Instant created) {
        return created.minus(headStart(spec.route()));
    }

    /** The level of latency priority decides (reference §06); where it is left out, the priority does. */
    private static Duration headStart(RoutePreferences route) {
        Level level =
                route.latencyPriority().orElseGet(() -> level(route.priority().orElse(Priority.BALANCED)));
        return switch (level) {
            case HIGH -> HEAD_START;
            case BALANCED -> Duration.ZERO;
            case LOW -> HEAD_START.negated();
        };
    }

    private static Level level(Priority priority) {
        return switch (priority) {
            case LOW_LATENCY -> Level.HIGH;
            case BALANCED, HIGH_RELIABILITY -> Level.BALANCED;
            case LOW_COST -> Level.LOW;
        };
    }

    private static String shape(JobSpec spec) {
        Asked asked = new Asked(spec.routeRequest(), needs(spec));
        String known = SHAPES.get(asked);
        if (known != null) {
            return known;
        }
        if (SHAPES.size() >= MAX_SHAPES) {
            SHAPES.clear();
        }
        String shape = shape(asked.route() + asked.needs());
        SHAPES.put(asked, shape);
        return shape;
    }

    private static String shape(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, SHAPE_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /**
     * A job without a GPU request may still need one, by its image, whatever the tag; and not every node has its
     * mounts.
     */
    private static String needs(JobSpec spec) {
        String image =
                spec.gpu().equals(GpuRequest.NONE) ? TAG.matcher(spec.image()).replaceFirst("") : "";
        List<String> mounts = spec.files().mounts();
        return mounts.isEmpty() ? image : image + mounts.stream().sorted().toList();
    }
}
