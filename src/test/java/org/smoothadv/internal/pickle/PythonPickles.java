package org.smoothadv.internal.pickle;

import java.util.Base64;
import java.util.List;

/**
 * One object as Python 3.11 with NumPy 2.4 pickles it, in each protocol:
 *
 * <pre>
 * a = numpy.arange(6, dtype='u1').reshape(2, 3)
 * OrderedDict(data=a, fortran=numpy.asfortranarray(a.astype('&gt;i4')),
 *     numbers=[255, 65535, -1, 2**40, -2**70, True, None, 1.5, numpy.float32(0.25)],
 *     text='Zü' + chr(92) + chr(10) + '☃😀', bytes=(bytes([0, 255]), bytes(), ()), again=numbers)
 * </pre>
 */
public final class PythonPickles {
  private static final List<String> BASE64 =
      List.of(
          """
            Y2NvbGxlY3Rpb25zCk9yZGVyZWREaWN0CnAwCih0UnAxClZkYXRhCnAyCmNudW1weS5fY29yZS5tdWx0aWFycmF5Cl9y
            ZWNvbnN0cnVjdApwMwooY251bXB5Cm5kYXJyYXkKcDQKKEkwCnRwNQpjX2NvZGVjcwplbmNvZGUKcDYKKFZiCnA3ClZs
            YXRpbjEKcDgKdHA5ClJwMTAKdHAxMQpScDEyCihJMQooSTIKSTMKdHAxMwpjbnVtcHkKZHR5cGUKcDE0CihWdTEKcDE1
            CkkwMApJMDEKdHAxNgpScDE3CihJMwpWfApwMTgKTk5OSS0xCkktMQpJMAp0cDE5CmJJMDAKZzYKKFZcdTAwMDABAgME
            BQpwMjAKZzgKdHAyMQpScDIyCnRwMjMKYnNWZm9ydHJhbgpwMjQKZzMKKGc0CihJMAp0cDI1CmcxMAp0cDI2ClJwMjcK
            KEkxCihJMgpJMwp0cDI4CmcxNAooVmk0CnAyOQpJMDAKSTAxCnRwMzAKUnAzMQooSTMKVj4KcDMyCk5OTkktMQpJLTEK
            STAKdHAzMwpiSTAxCmc2CihWXHUwMDAwXHUwMDAwXHUwMDAwXHUwMDAwXHUwMDAwXHUwMDAwXHUwMDAwA1x1MDAwMFx1
            MDAwMFx1MDAwMAFcdTAwMDBcdTAwMDBcdTAwMDAEXHUwMDAwXHUwMDAwXHUwMDAwAlx1MDAwMFx1MDAwMFx1MDAwMAUK
            cDM0Cmc4CnRwMzUKUnAzNgp0cDM3CmJzVm51bWJlcnMKcDM4CihscDM5CkkyNTUKYUk2NTUzNQphSS0xCmFMMTA5OTUx
            MTYyNzc3NkwKYUwtMTE4MDU5MTYyMDcxNzQxMTMwMzQyNEwKYUkwMQphTmFGMS41CmFjbnVtcHkuX2NvcmUubXVsdGlh
            cnJheQpzY2FsYXIKcDQwCihnMTQKKFZmNApwNDEKSTAwCkkwMQp0cDQyClJwNDMKKEkzClY8CnA0NApOTk5JLTEKSS0x
            CkkwCnRwNDUKYmc2CihWXHUwMDAwXHUwMDAwgD4KcDQ2Cmc4CnRwNDcKUnA0OAp0cDQ5ClJwNTAKYXNWdGV4dApwNTEK
            Vlr8XHUwMDVjXHUwMDBhXHUyNjAzXFUwMDAxZjYwMApwNTIKc1ZieXRlcwpwNTMKKGc2CihWXHUwMDAw/wpwNTQKZzgK
            dHA1NQpScDU2CmNfX2J1aWx0aW5fXwpieXRlcwpwNTcKKHRScDU4Cih0dHA1OQpzVmFnYWluCnA2MApnMzkKcy4=
            """,
          """
            Y2NvbGxlY3Rpb25zCk9yZGVyZWREaWN0CnEAKVJxAShYBAAAAGRhdGFxAmNudW1weS5fY29yZS5tdWx0aWFycmF5Cl9y
            ZWNvbnN0cnVjdApxAyhjbnVtcHkKbmRhcnJheQpxBChLAHRxBWNfY29kZWNzCmVuY29kZQpxBihYAQAAAGJxB1gGAAAA
            bGF0aW4xcQh0cQlScQp0cQtScQwoSwEoSwJLA3RxDWNudW1weQpkdHlwZQpxDihYAgAAAHUxcQ9JMDAKSTAxCnRxEFJx
            EShLA1gBAAAAfHESTk5OSv////9K/////0sAdHETYkkwMApoBihYBgAAAAABAgMEBXEUaAh0cRVScRZ0cRdiWAcAAABm
            b3J0cmFucRhoAyhoBChLAHRxGWgKdHEaUnEbKEsBKEsCSwN0cRxoDihYAgAAAGk0cR1JMDAKSTAxCnRxHlJxHyhLA1gB
            AAAAPnEgTk5OSv////9K/////0sAdHEhYkkwMQpoBihYGAAAAAAAAAAAAAADAAAAAQAAAAQAAAACAAAABXEiaAh0cSNS
            cSR0cSViWAcAAABudW1iZXJzcSZdcScoS/9N//9K/////0wxMDk5NTExNjI3Nzc2TApMLTExODA1OTE2MjA3MTc0MTEz
            MDM0MjRMCkkwMQpORz/4AAAAAAAAY251bXB5Ll9jb3JlLm11bHRpYXJyYXkKc2NhbGFyCnEoKGgOKFgCAAAAZjRxKUkw
            MApJMDEKdHEqUnErKEsDWAEAAAA8cSxOTk5K/////0r/////SwB0cS1iaAYoWAUAAAAAAMKAPnEuaAh0cS9ScTB0cTFS
            cTJlWAQAAAB0ZXh0cTNYDAAAAFrDvFwK4piD8J+YgHE0WAUAAABieXRlc3E1KGgGKFgDAAAAAMO/cTZoCHRxN1JxOGNf
            X2J1aWx0aW5fXwpieXRlcwpxOSlScTopdHE7WAUAAABhZ2FpbnE8aCd1Lg==
            """,
          """
            gAJjY29sbGVjdGlvbnMKT3JkZXJlZERpY3QKcQApUnEBKFgEAAAAZGF0YXECY251bXB5Ll9jb3JlLm11bHRpYXJyYXkK
            X3JlY29uc3RydWN0CnEDY251bXB5Cm5kYXJyYXkKcQRLAIVxBWNfY29kZWNzCmVuY29kZQpxBlgBAAAAYnEHWAYAAABs
            YXRpbjFxCIZxCVJxCodxC1JxDChLAUsCSwOGcQ1jbnVtcHkKZHR5cGUKcQ5YAgAAAHUxcQ+JiIdxEFJxEShLA1gBAAAA
            fHESTk5OSv////9K/////0sAdHETYoloBlgGAAAAAAECAwQFcRRoCIZxFVJxFnRxF2JYBwAAAGZvcnRyYW5xGGgDaARL
            AIVxGWgKh3EaUnEbKEsBSwJLA4ZxHGgOWAIAAABpNHEdiYiHcR5ScR8oSwNYAQAAAD5xIE5OTkr/////Sv////9LAHRx
            IWKIaAZYGAAAAAAAAAAAAAADAAAAAQAAAAQAAAACAAAABXEiaAiGcSNScSR0cSViWAcAAABudW1iZXJzcSZdcScoS/9N
            //9K/////4oGAAAAAAABigkAAAAAAAAAAMCITkc/+AAAAAAAAGNudW1weS5fY29yZS5tdWx0aWFycmF5CnNjYWxhcgpx
            KGgOWAIAAABmNHEpiYiHcSpScSsoSwNYAQAAADxxLE5OTkr/////Sv////9LAHRxLWJoBlgFAAAAAADCgD5xLmgIhnEv
            UnEwhnExUnEyZVgEAAAAdGV4dHEzWAwAAABaw7xcCuKYg/CfmIBxNFgFAAAAYnl0ZXNxNWgGWAMAAAAAw79xNmgIhnE3
            UnE4Y19fYnVpbHRpbl9fCmJ5dGVzCnE5KVJxOimHcTtYBQAAAGFnYWlucTxoJ3Uu
            """,
          """
            gANjY29sbGVjdGlvbnMKT3JkZXJlZERpY3QKcQApUnEBKFgEAAAAZGF0YXECY251bXB5Ll9jb3JlLm11bHRpYXJyYXkK
            X3JlY29uc3RydWN0CnEDY251bXB5Cm5kYXJyYXkKcQRLAIVxBUMBYnEGh3EHUnEIKEsBSwJLA4ZxCWNudW1weQpkdHlw
            ZQpxClgCAAAAdTFxC4mIh3EMUnENKEsDWAEAAAB8cQ5OTk5K/////0r/////SwB0cQ9iiUMGAAECAwQFcRB0cRFiWAcA
            AABmb3J0cmFucRJoA2gESwCFcRNoBodxFFJxFShLAUsCSwOGcRZoClgCAAAAaTRxF4mIh3EYUnEZKEsDWAEAAAA+cRpO
            Tk5K/////0r/////SwB0cRtiiEMYAAAAAAAAAAMAAAABAAAABAAAAAIAAAAFcRx0cR1iWAcAAABudW1iZXJzcR5dcR8o
            S/9N//9K/////4oGAAAAAAABigkAAAAAAAAAAMCITkc/+AAAAAAAAGNudW1weS5fY29yZS5tdWx0aWFycmF5CnNjYWxh
            cgpxIGgKWAIAAABmNHEhiYiHcSJScSMoSwNYAQAAADxxJE5OTkr/////Sv////9LAHRxJWJDBAAAgD5xJoZxJ1JxKGVY
            BAAAAHRleHRxKVgMAAAAWsO8XArimIPwn5iAcSpYBQAAAGJ5dGVzcStDAgD/cSxDAHEtKYdxLlgFAAAAYWdhaW5xL2gf
            dS4=
            """,
          """
            gASVyAEAAAAAAACMC2NvbGxlY3Rpb25zlIwLT3JkZXJlZERpY3SUk5QpUpQojARkYXRhlIwWbnVtcHkuX2NvcmUubXVs
            dGlhcnJheZSMDF9yZWNvbnN0cnVjdJSTlIwFbnVtcHmUjAduZGFycmF5lJOUSwCFlEMBYpSHlFKUKEsBSwJLA4aUaAiM
            BWR0eXBllJOUjAJ1MZSJiIeUUpQoSwOMAXyUTk5OSv////9K/////0sAdJRiiUMGAAECAwQFlHSUYowHZm9ydHJhbpRo
            B2gKSwCFlGgMh5RSlChLAUsCSwOGlGgRjAJpNJSJiIeUUpQoSwOMAT6UTk5OSv////9K/////0sAdJRiiEMYAAAAAAAA
            AAMAAAABAAAABAAAAAIAAAAFlHSUYowHbnVtYmVyc5RdlChL/03//0r/////igYAAAAAAAGKCQAAAAAAAAAAwIhORz/4
            AAAAAAAAaAWMBnNjYWxhcpSTlGgRjAJmNJSJiIeUUpQoSwOMATyUTk5OSv////9K/////0sAdJRiQwQAAIA+lIaUUpRl
            jAR0ZXh0lIwMWsO8XArimIPwn5iAlIwFYnl0ZXOUQwIA/5RDAJQph5SMBWFnYWlulGgmdS4=
            """,
          """
            gAWVxwEAAAAAAACMC2NvbGxlY3Rpb25zlIwLT3JkZXJlZERpY3SUk5QpUpQojARkYXRhlIwTbnVtcHkuX2NvcmUubnVt
            ZXJpY5SMC19mcm9tYnVmZmVylJOUKJYGAAAAAAAAAAABAgMEBZSMBW51bXB5lIwFZHR5cGWUk5SMAnUxlImIh5RSlChL
            A4wBfJROTk5K/////0r/////SwB0lGJLAksDhpSMAUOUdJRSlIwHZm9ydHJhbpRoByiWGAAAAAAAAAAAAAAAAAAAAwAA
            AAEAAAAEAAAAAgAAAAWUaAuMAmk0lImIh5RSlChLA4wBPpROTk5K/////0r/////SwB0lGJLAksDhpSMAUaUdJRSlIwH
            bnVtYmVyc5RdlChL/03//0r/////igYAAAAAAAGKCQAAAAAAAAAAwIhORz/4AAAAAAAAjBZudW1weS5fY29yZS5tdWx0
            aWFycmF5lIwGc2NhbGFylJOUaAuMAmY0lImIh5RSlChLA4wBPJROTk5K/////0r/////SwB0lGJDBAAAgD6UhpRSlGWM
            BHRleHSUjAxaw7xcCuKYg/CfmICUjAVieXRlc5RDAgD/lEMAlCmHlIwFYWdhaW6UaCF1Lg==
            """);

  private PythonPickles() {}

  /** The pickle of a protocol, 0 to 5. */
  public static byte[] ofProtocol(int protocol) {
    return Base64.getMimeDecoder().decode(BASE64.get(protocol));
  }
}
