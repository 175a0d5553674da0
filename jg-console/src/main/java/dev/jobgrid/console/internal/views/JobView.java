package dev.jobgrid.console.internal.views;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One job.
 *
 * @param id its id
 * @param version changes with what is shown above its tabs
 * @param name its name
 * @param glyph name of the status' glyph
 * @param word the status
 * @param sentence what it does, and why
 * @param detail what else there is to say of that; empty for nothing
 * @param runs its attempts on the timeline
 * @param facts facts beside it
 * @param tab which of its tabs is open
 * @param isOver whether it has ended
 * @param heldUntil when its hold ends, if it is a launch plan that waits for the go
 * @param body what the tab shows
 */
public record JobView(
        String id,
        String version,
        String name,
        String glyph,
        String word,
        String sentence,
        String detail,
        List<Run> runs,
        List<Fact> facts,
        String tab,
        boolean isOver,
        Optional<Instant> heldUntil,
        Body body) {
    /** The tabs in their order. */
    public static final List<String> TABS = List.of("log", "events", "files", "explain", "spec", "callback");

    /** Copies the lists. */
    public JobView {
        runs = List.copyOf(runs);
        facts = List.copyOf(facts);
    }

    /**
     * An attempt on the timeline.
     *
     * @param words what it did and for how long
     * @param bars its parts, from 0 to 1,000 across
     */
    public record Run(String words, List<Bar> bars) {
        /** Copies the list. */
        public Run {
            bars = List.copyOf(bars);
        }
    }

    /**
     * A part of an attempt.
     *
     * @param kind "wait", "hold", "prep", "run", "store" or the glyph of its end
     * @param from where it begins, 0 to 1,000
     * @param width how wide it is
     * @param words what it was, and how long
     */
    public record Bar(String kind, long from, long width, String words) {}

    /**
     * A fact.
     *
     * @param label what it is
     * @param value as text
     * @param style "code", "chip", or empty for plain text
     * @param at the moment that the value is, if it is one
     */
    public record Fact(String label, String value, String style, Optional<Instant> at) {
        /** A plain one. */
        public static Fact of(String label, String value) {
            return new Fact(label, value, "", Optional.empty());
        }

        /** One in the code font. */
        public static Fact code(String label, String value) {
            return new Fact(label, value, "code", Optional.empty());
        }
    }

    /**
     * What a tab shows; the parts of other tabs are empty.
     *
     * @param log the log
     * @param events the events, oldest first
     * @param files its artifacts
     * @param offers what the router says of each offer
     * @param spec the spec as JSON, without secrets
     * @param callback its callback
     * @param note why the tab shows nothing, if there is a reason of its own
     */
    public record Body(
            Optional<LogView> log,
            List<EventRow> events,
            List<FileRow> files,
            List<OfferRow> offers,
            String spec,
            Optional<CallbackView> callback,
            String note) {
        /** Nothing. */
        public static final Body NONE =
                new Body(Optional.empty(), List.of(), List.of(), List.of(), "", Optional.empty(), "");

        /** The tab with the log. */
        public static Body log(LogView log) {
            return new Body(Optional.of(log), List.of(), List.of(), List.of(), "", Optional.empty(), "");
        }

        /** The tab with the events. */
        public static Body events(List<EventRow> events) {
            return new Body(Optional.empty(), events, List.of(), List.of(), "", Optional.empty(), "");
        }

        /** The tab with the artifacts. */
        public static Body files(List<FileRow> files) {
            return new Body(Optional.empty(), List.of(), files, List.of(), "", Optional.empty(), "");
        }

        /** The tab with the offers. */
        public static Body offers(List<OfferRow> offers) {
            return new Body(Optional.empty(), List.of(), List.of(), offers, "", Optional.empty(), "");
        }

        /** A tab that shows nothing, and why. */
        public static Body nothing(String why) {
            return new Body(Optional.empty(), List.of(), List.of(), List.of(), "", Optional.empty(), why);
        }

        /** The tab with the spec. */
        public static Body spec(String json) {
            return new Body(Optional.empty(), List.of(), List.of(), List.of(), json, Optional.empty(), "");
        }

        /** The tab with the callback. */
        public static Body callback(Optional<CallbackView> callback) {
            return new Body(Optional.empty(), List.of(), List.of(), List.of(), "", callback, "");
        }

        /** Copies the lists. */
        public Body {
            events = List.copyOf(events);
            files = List.copyOf(files);
            offers = List.copyOf(offers);
        }
    }

    /**
     * An event.
     *
     * @param id its id
     * @param at when
     * @param title a few words
     * @param message a sentence
     * @param level "info", "warning" or "error"
     */
    public record EventRow(String id, Instant at, String title, String message, String level) {}

    /**
     * An artifact.
     *
     * @param id its id
     * @param path its path
     * @param size its size as text
     * @param type its media type
     * @param at when it was collected
     * @param isReady whether it can be downloaded
     */
    public record FileRow(String id, String path, String size, String type, Instant at, boolean isReady) {}

    /**
     * An offer that the router looked at.
     *
     * @param gpu its GPUs
     * @param place executor and region
     * @param rate the price an hour
     * @param cost the cost of the job there
     * @param start when it would start there
     * @param verdict chosen, outranked, busy or rejected, with the reason
     * @param isChosen whether it is the chosen one
     */
    public record OfferRow(
            String gpu, String place, String rate, String cost, String start, String verdict, boolean isChosen) {}

    /**
     * A callback.
     *
     * @param receiver host and port
     * @param state how far it is
     * @param tries each try, as text
     * @param canRetry whether it may be sent again
     */
    public record CallbackView(String receiver, String state, List<Try> tries, boolean canRetry) {
        /** Copies the list. */
        public CallbackView {
            tries = List.copyOf(tries);
        }
    }

    /**
     * A try to deliver a callback.
     *
     * @param number the first is 1
     * @param at when
     * @param took how long it took
     * @param result its result
     * @param detail for people
     */
    public record Try(int number, Instant at, String took, String result, String detail) {}
}
