package dev.jobgrid.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.auth.Caller;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.inputs.InputKind;
import dev.jobgrid.inputs.JobInput;
import dev.jobgrid.inputs.UploadSlot;
import dev.jobgrid.spi.FileLinks;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What an agent does with the addresses that a tool gave it, without a key. */
class AgentUploadTest {
    private static GridServer server;
    private static FileLinks links;

    @BeforeAll
    static void start() throws Exception {
        server = GridServer.start();
        links = HttpAdapter.builder(server.grid()).build().links();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static UploadSlot slot() {
        return server.grid()
                .as(Caller.owner(new WorkspaceId("team-a")))
                .inputs()
                .create(new JobInput.InputFile("a.txt", "text/plain", InputKind.INPUT));
    }

    private static Answer complete(String url, String token) {
        return server.post(url, "", "{\"token\":\"" + token + "\",\"size_bytes\":3}");
    }

    @Test
    void anUploadIsSentAndCompletedAtSignedAddresses() {
        UploadSlot slot = slot();
        URI base = URI.create(server.url());
        String complete = links.complete(base, slot.input()).toString();
        complete(complete, slot.token().value()).isError(409, "CONFLICT");
        server.put(links.upload(base, slot.input()).toString(), new byte[] {1, 2, 3})
                .is(200);
        complete(complete, "not it").isError(403, "FORBIDDEN");
        assertThat(complete(complete, slot.token().value())
                        .is(200)
                        .json()
                        .path("ready")
                        .asBoolean())
                .isTrue();
        // As often as its answer gets lost.
        complete(complete, slot.token().value()).is(200);
    }

    @Test
    void anAddressIsGoodForWhatItWasSignedForOnly() {
        UploadSlot slot = slot();
        UploadSlot other = slot();
        URI base = URI.create(server.url());
        String upload = links.upload(base, slot.input()).toString();
        String complete = links.complete(base, slot.input()).toString();
        for (String url : List.of(
                complete.replace(slot.input().id().value(), other.input().id().value()),
                complete.replace("team-a", "team-b"),
                upload.replace("?", "/complete?"),
                complete.substring(0, complete.indexOf('?')))) {
            complete(url, slot.token().value()).isError(403, "FORBIDDEN");
        }
        server.put(complete.replace("/complete", ""), new byte[] {1}).isError(403, "FORBIDDEN");
    }
}
