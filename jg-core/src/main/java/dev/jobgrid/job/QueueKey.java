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
 * Where a job stands in its workspace's queue. Follows from the job and never changes, so a store can keep it in an index.
 *
 * @param shape the same for jobs that ask for alike places; 16 hex digits
 * @param at when its turn comes: the earlier, the sooner it gets a place. The moment it was handed in, less a head start by
 *     its priority, so that every job's turn comes however many with a higher one follow it
 */
public record QueueKey(String shape, Instant at) {
    /** How much sooner an urgent job comes, and how much later one that can wait. */
    public static final Duration HEAD_START = Duration.ofMinutes(30);

    private static final Pattern TAG = Pattern.compile("[:@][^/]*$");
    private static final int SHAPE_BYTES = 8;

    /** What most jobs ask for was asked for before, and a shape takes longer than the rest of a turn. */
    private static final Map<Asked, String> SHAPES = new ConcurrentHashMap<>();

    private static final int MAX_SHAPES = 1_000;

    private record Asked(RouteRequest route, String needs) {}

    /** The turn of a job with this spec that was handed in at this moment. */
    public static QueueKey of(JobSpec spec, Instant created) {
        return new QueueKey(shape(spec), moment(spec, created));
    }

    /** When the turn comes of a job with this spec that was handed in at this moment; cheaper than the whole turn. */
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
     * A job that asks for nothing may need a GPU all the same, as its image tells, whatever the tag; and not every node has
     * its mounts.
     */
    private static String needs(JobSpec spec) {
        String image =
                spec.gpu().equals(GpuRequest.NONE) ? TAG.matcher(spec.image()).replaceFirst("") : "";
        List<String> mounts = spec.files().mounts();
        return mounts.isEmpty() ? image : image + mounts.stream().sorted().toList();
    }
}
