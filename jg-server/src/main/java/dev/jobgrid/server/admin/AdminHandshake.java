package dev.jobgrid.server.admin;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * How a server and its operator show each other that they know the password of the folder, without saying it: each by an
 * HMAC over two random numbers, one of either side. Immutable.
 *
 * @param password the key
 * @param ofOperator the number that the operator chose
 * @param ofServer the number that the server chose
 */
record AdminHandshake(String password, String ofOperator, String ofServer) {
    private static final String HMAC = "HmacSHA256";
    private static final SecureRandom RANDOM = new SecureRandom();

    /** A number that nobody has seen: 64 hex digits. */
    static String random() {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** Said first, by the server. */
    String server() {
        return hmac("server", "");
    }

    /** Said with a request, which it covers. */
    String operator(String request) {
        return hmac("operator", request);
    }

    /** Compares in constant time. */
    static boolean isSame(String expected, String said) {
        return MessageDigest.isEqual(utf8(expected), utf8(said));
    }

    private String hmac(String who, String request) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(utf8(password), HMAC));
            // The request is last: it is the only part that may hold a line's end.
            return HexFormat.of().formatHex(mac.doFinal(utf8(String.join("\n", who, ofOperator, ofServer, request))));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + HMAC, e);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "ControlProof[" + ofOperator + ", " + ofServer + "]";
    }
}
