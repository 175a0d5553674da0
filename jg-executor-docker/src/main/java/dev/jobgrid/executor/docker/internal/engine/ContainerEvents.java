package dev.jobgrid.executor.docker.internal.engine;

import com.fasterxml.jackson.databind.MappingIterator;
import com.github.dockerjava.api.model.Event;
import com.github.dockerjava.api.model.EventActor;
import com.github.dockerjava.api.model.EventType;
import dev.jobgrid.executor.docker.internal.http.EngineJson;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates an Engine's events, in order, about one container and its last end. The Engine records a signal before the
 * end, whether a user requested it or the Engine is ending. Used by one thread.
 */
public final class ContainerEvents {
    // An Engine keeps 256, without those during the request.
    private static final int SURE = 128;
    // HUP, INT, QUIT, ABRT, KILL and TERM: the others do not stop a program.
    private static final Set<String> ENDING = Set.of("1", "2", "3", "6", "9", "15");
    // SIGURG, see EngineApi.stop.
    private static final String OWN_STOP = "23";

    private final String container;
    private int count;
    private int starts;
    private boolean isAsked;
    private boolean isOwnStop;
    private boolean isOver;

    /**
     * Without events.
     *
     * @param container its id
     */
    public ContainerEvents(String container) {
        this.container = container;
    }

    /** All events of an answer. */
    static ContainerEvents all(String container, InputStream answer) throws IOException {
        return read(container, answer, false);
    }

    /** The events of an answer up to the container's first end. */
    static ContainerEvents toEnd(String container, InputStream answer) throws IOException {
        return read(container, answer, true);
    }

    private static ContainerEvents read(String container, InputStream answer, boolean toEnd) throws IOException {
        ContainerEvents events = new ContainerEvents(container);
        MappingIterator<@Nullable Event> values = EngineJson.stream(answer, Event.class);
        while (!(toEnd && events.hasEnd()) && values.hasNextValue()) {
            events.add(values.nextValue());
        }
        return events;
    }

    public void add(@Nullable Event event) {
        count++;
        if (event == null) {
            return;
        }
        EventActor actor = event.getActor();
        if (actor != null && event.getType() == EventType.CONTAINER && container.equals(actor.getId())) {
            note(event.getAction(), actor.getAttributes());
        }
    }

    private void note(@Nullable String action, @Nullable Map<String, String> attributes) {
        switch (Objects.requireNonNullElse(action, "")) {
            case "start" -> {
                starts++;
                isAsked = false;
                isOwnStop = false;
                isOver = false;
            }
            case "kill" -> noteSignal(ContainerNames.label(attributes, "signal"));
            case "stop" -> isAsked = true;
            case "die" -> isOver = true;
            default -> {
                // Unrelated to the end.
            }
        }
    }

    private void noteSignal(String signal) {
        isAsked |= ENDING.contains(signal);
        isOwnStop |= signal.equals(OWN_STOP);
    }

    /** Whether they contain an end without a later start. */
    boolean hasEnd() {
        return isOver;
    }

    /** Whether it was started more than once. */
    public boolean isStartedAgain() {
        return starts > 1;
    }

    /** The conclusion, if these are all that the Engine keeps or there is an end among them. */
    public EndEvidence memory() {
        if (isOver) {
            return isAsked && !isOwnStop ? EndEvidence.STOPPED : EndEvidence.ENDED;
        }
        return count < SURE ? EndEvidence.UNSEEN : EndEvidence.FORGOTTEN;
    }
}
