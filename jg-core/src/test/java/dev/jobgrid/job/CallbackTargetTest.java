package dev.jobgrid.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CallbackTargetTest {
    @Test
    void schemeAndHostAreShown() {
        assertThat(CallbackTarget.of("https://user:secret@api.example.com:8443/secret?x=secret"))
                .hasToString("CallbackTarget[https://api.example.com:8443/…]");
    }

    @Test
    void ofAnAddressOfAnyFormNoMoreIsShown() {
        for (String url : List.of(
                "git+ssh://user:secret@api.example.com/x",
                "https://api.example.com/\nsecret",
                "https://user:secret\n@api.example.com/",
                "https://user:secret@more@api.example.com/",
                "secret",
                "//user:secret@api.example.com")) {
            assertThat(CallbackTarget.of(url).toString()).as(url).doesNotContain("secret");
        }
    }

    @Test
    void anAddressThatTheJdkReadsIntoItsOwnNumbersIsNone() {
        CallbackTarget target = CallbackTarget.of("https://[::9999999999.]/x");
        assertThat(target.address()).isEmpty();
        assertThat(target.receiver()).isEmpty();
    }
}
