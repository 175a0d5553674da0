package dev.jobgrid.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.jobgrid.auth.Secret;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.inputs.InputKind;
import dev.jobgrid.inputs.JobInput;
import dev.jobgrid.inputs.UploadCompletion;
import dev.jobgrid.wire.request.CancelRequestJson;
import dev.jobgrid.wire.request.UploadCompletionJson;
import dev.jobgrid.wire.request.UploadRequestJson;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SmallRequestsTest {
    @ParameterizedTest
    @ValueSource(strings = {"", " \r\n\t", "{}", "{\"reason\": null}", "{\"reason\": \" \"}", "{\"other\": 1}"})
    void aCancelNeedsNoReason(String body) {
        assertThat(CancelRequestJson.read(bytes(body))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "\"why\"", "{\"reason\": 1}", "{", "{\"reason\": \"\\ud800\"}"})
    void aCancelThatIsNotAsPublishedIsRefused(String body) {
        assertRefused(body, "", CancelRequestJson::read);
    }

    @ParameterizedTest
    @CsvSource({"script,SCRIPT", "input,INPUT", "dataset,INPUT", "Script,INPUT"})
    void aKindMayBeAnyWord(String kind, InputKind read) {
        JobInput.InputFile file =
                UploadRequestJson.read(bytes("{\"filename\": \"a b.txt\", \"kind\": \"" + kind + "\"}"));
        assertThat(file).isEqualTo(new JobInput.InputFile("a b.txt", "application/octet-stream", read));
    }

    @Test
    void anUploadNeedsAFilename() {
        assertRefused("{}", "filename is missing", UploadRequestJson::read);
        assertRefused("{\"filename\": \" \"}", "filename is missing", UploadRequestJson::read);
        assertRefused("{\"filename\": 5}", "filename is 5, and must be a string", UploadRequestJson::read);
    }

    @Test
    void allThatIsWrongIsToldAtOnce() {
        assertRefused("{\"content_type\": 1, \"kind\": []}", "; kind is an array", UploadRequestJson::read);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain\\r\\nX-Evil: 1", "text/plän", "a\\u0000b"})
    void aContentTypeThatIsNoHeaderIsRefused(String type) {
        assertRefused(
                "{\"filename\": \"a\", \"token\": \"t\", \"content_type\": \"" + type + "\"}",
                "content_type",
                UploadRequestJson::read);
        assertRefused(
                "{\"token\": \"t\", \"content_type\": \"" + type + "\"}", "content_type", UploadCompletionJson::read);
    }

    @Test
    void aCompletionNeedsOnlyTheToken() {
        assertThat(UploadCompletionJson.read(bytes("{\"token\": \"t\"}")))
                .isEqualTo(UploadCompletion.of(new Secret("t")));
        assertRefused("{}", "token is missing", UploadCompletionJson::read);
    }

    @Test
    void aTokenIsNeverShown() {
        assertThatExceptionOfType(JobGridException.class)
                .isThrownBy(() -> UploadCompletionJson.read(bytes("{\"token\": 424242}")))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("424242"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "1.5", "9223372036854775808", "\"5\""})
    void aSizeIsAWholeNumber(String size) {
        assertRefused("{\"token\": \"t\", \"size_bytes\": " + size + "}", "size_bytes", UploadCompletionJson::read);
    }

    @Test
    void anEmptyFileHasASizeToo() {
        assertThat(UploadCompletionJson.read(bytes("{\"token\": \"t\", \"size_bytes\": 0}"))
                        .sizeBytes())
                .hasValue(0);
    }

    private static void assertRefused(String body, String words, Consumer<byte[]> reader) {
        assertThatExceptionOfType(JobGridException.class)
                .isThrownBy(() -> reader.accept(bytes(body)))
                .withMessageContaining(words)
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
