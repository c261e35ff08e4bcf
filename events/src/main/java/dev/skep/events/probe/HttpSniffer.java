// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
package dev.skep.events.probe;

/** Decides by the first four bytes of a call whether an HTTP/1.x message may start there. */
final class HttpSniffer {
    private HttpSniffer() {}

    /** Whether the bytes, the first in the lowest bits, begin one of the methods in use or a status line. */
    static boolean starts(int bytes) {
        return switch (bytes) {
            case 0x50545448, // HTTP
                    0x20544547, // GET_
                    0x54534f50, // POST
                    0x44414548, // HEAD
                    0x20545550, // PUT_
                    0x454c4544, // DELE TE
                    0x4954504f, // OPTI ONS
                    0x43544150, // PATC H
                    0x4e4e4f43, // CONN ECT
                    0x43415254, // TRAC E
                    0x504f5250, // PROP FIND
                    0x4f504552, // REPO RT
                    0x52414553, // SEAR CH
                    0x52455551, // QUER Y
                    0x4f434b4d, // MKCO L
                    0x41434b4d, // MKCA LENDAR
                    0x59504f43, // COPY
                    0x45564f4d, // MOVE
                    0x4b434f4c, // LOCK
                    0x4f4c4e55, // UNLO CK
                    0x47525550 // PURG E
            -> true;
            default -> false;
        };
    }
}
