package dev.jobgrid.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DownloadTest {
    private static GridServer server;
    private static String url;
    private static String empty;

    @BeforeAll
    static void start() throws Exception {
        server = GridServer.start();
        String key = server.fullKey();
        String job = server.finishedJob(key);
        url = server.downloadUrl(job, "result.txt", key);
        empty = server.downloadUrl(job, "empty.bin", key);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Answer range(String of, String range) {
        return server.send(server.request(of, "").header("Range", range));
    }

    private static String etag() throws Exception {
        return '"'
                + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(GridServer.ARTIFACT))
                + '"';
    }

    @Test
    void aWholeFileComesWithAllThatKeepsABrowserFromShowingIt() throws Exception {
        Answer file = server.get(url, "").is(200);

        assertThat(file.bytes()).isEqualTo(GridServer.ARTIFACT);
        assertThat(file.header("Content-Disposition")).isEqualTo("attachment; filename=\"result.txt\"");
        assertThat(file.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(file.header("Content-Type")).isEqualTo("text/plain");
        assertThat(file.header("Content-Length")).isEqualTo("10");
        assertThat(file.header("Accept-Ranges")).isEqualTo("bytes");
        assertThat(file.header("ETag")).isEqualTo(etag());
    }

    @Test
    void aHeadTellsTheSameWithoutTheBytes() throws Exception {
        Answer head = server.send(server.request(url, "").method("HEAD", BodyPublishers.noBody()))
                .is(200);

        assertThat(head.bytes()).isEmpty();
        assertThat(head.header("Content-Length")).isEqualTo("10");
        assertThat(head.header("ETag")).isEqualTo(etag());
    }

    @Test
    void aPartOfAFileCanBeHad() {
        assertThat(range(url, "bytes=2-4").is(206).text()).isEqualTo("234");
        assertThat(range(url, "bytes=2-4").header("Content-Range")).isEqualTo("bytes 2-4/10");
        assertThat(range(url, "bytes=7-").is(206).text()).isEqualTo("789");
        assertThat(range(url, "bytes=-3").is(206).text()).isEqualTo("789");
        assertThat(range(url, "bytes=0-999").is(206).header("Content-Length")).isEqualTo("10");
        assertThat(range(url, "bytes=-999").is(206).text()).isEqualTo("0123456789");
    }

    @Test
    void aRangeOutsideTheFileIsNotSatisfiable() {
        Answer refused = range(url, "bytes=10-").isError(416, "INVALID_REQUEST");

        assertThat(refused.header("Content-Range")).isEqualTo("bytes */10");
        assertThat(refused.header("Content-Disposition")).isEmpty();
        range(url, "bytes=-0").isError(416, "INVALID_REQUEST");
        range(empty, "bytes=0-").isError(416, "INVALID_REQUEST");
    }

    @Test
    void whatIsNoSingleRangeIsAnsweredWithTheWholeFile() {
        for (String header : new String[] {"bytes=0-1,3-4", "lines=1-2", "bytes=x"}) {
            assertThat(range(url, header).is(200).bytes()).isEqualTo(GridServer.ARTIFACT);
        }
    }

    @Test
    void aRangeOfAnotherVersionIsAnsweredWithTheWholeFile() throws Exception {
        assertThat(server.send(server.request(url, "")
                                .header("Range", "bytes=2-4")
                                .header("If-Range", etag()))
                        .is(206)
                        .text())
                .isEqualTo("234");
        assertThat(server.send(server.request(url, "")
                                .header("Range", "bytes=2-4")
                                .header("If-Range", "\"old\""))
                        .is(200)
                        .text())
                .isEqualTo("0123456789");
    }

    @Test
    void anEmptyFileIsAFileToo() {
        Answer file = server.get(empty, "").is(200);

        assertThat(file.bytes()).isEmpty();
        assertThat(file.header("Content-Length")).isEqualTo("0");
        assertThat(file.header("Content-Type")).isEqualTo("application/octet-stream");
    }
}
