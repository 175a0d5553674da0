package dev.jobgrid.executor.docker.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.Event;
import com.github.dockerjava.api.model.EventActor;
import com.github.dockerjava.api.model.EventType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ContainerEventsTest {
    private static Event event(String container, String action) {
        return event(container, action, Map.of());
    }

    private static Event signal(String container, int signal) {
        return event(container, "kill", Map.of("signal", Integer.toString(signal)));
    }

    private static Event event(String container, String action, Map<String, String> attributes) {
        return new Event()
                .withType(EventType.CONTAINER)
                .withAction(action)
                .withEventActor(new EventActor().withId(container).withAttributes(attributes));
    }

    private static EndEvidence memory(List<Event> told) {
        ContainerEvents events = new ContainerEvents("mine");
        told.forEach(events::add);
        return events.memory();
    }

    private static EndEvidence memory(Event... told) {
        return memory(List.of(told));
    }

    @Test
    void anEndThatItSawIsTheProgramsOwn() {
        assertThat(memory(event("mine", "start"), signal("other", 15), event("mine", "die")))
                .isEqualTo(EndEvidence.ENDED);
    }

    @Test
    void anEndThatWasAskedForIsNot() {
        assertThat(memory(signal("mine", 15), event("mine", "stop"), event("mine", "die")))
                .isEqualTo(EndEvidence.STOPPED);
    }

    @Test
    void aStopByTheGridIsTheRunsOwnEnd() {
        assertThat(memory(signal("mine", 23), signal("mine", 15), event("mine", "stop"), event("mine", "die")))
                .isEqualTo(EndEvidence.ENDED);
    }

    @Test
    void aSignalThatOnlyTalksToTheProgramDoesNotEndIt() {
        assertThat(memory(signal("mine", 10), event("mine", "die"))).isEqualTo(EndEvidence.ENDED);
        assertThat(memory(signal("mine", 9), event("mine", "die"))).isEqualTo(EndEvidence.STOPPED);
    }

    @Test
    void theEndThatCountsIsThatAfterTheLastStart() {
        List<Event> again = new ArrayList<>(
                List.of(event("mine", "start"), signal("mine", 15), event("mine", "die"), event("mine", "start")));
        assertThat(memory(again)).isEqualTo(EndEvidence.UNSEEN);
        again.add(event("mine", "die"));
        assertThat(memory(again)).isEqualTo(EndEvidence.ENDED);
    }

    @Test
    void anEngineThatWasStartedSinceSawNone() {
        assertThat(memory()).isEqualTo(EndEvidence.UNSEEN);
        assertThat(memory(event("other", "die"))).isEqualTo(EndEvidence.UNSEEN);
    }

    @Test
    void anEngineThatKeepsNoMoreMayHaveForgottenIt() {
        List<Event> many = new ArrayList<>(Collections.nCopies(256, event("other", "start")));
        assertThat(memory(many)).isEqualTo(EndEvidence.FORGOTTEN);
        assertThat(memory(many.subList(0, 128)))
                .as("others that came meanwhile are not told")
                .isEqualTo(EndEvidence.FORGOTTEN);
        many.set(9, event("mine", "die"));
        assertThat(memory(many)).isEqualTo(EndEvidence.ENDED);
    }
}
