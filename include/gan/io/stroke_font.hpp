#pragma once
/// Letters made of lines, so that they can be drawn in any size: the characters of ASCII.
#include <cstddef>
#include <string_view>

namespace gan::io {

/// Height of a capital letter, and what stands free between two letters, in the font's units.
inline constexpr int font_height = 14, font_spacing = 4;

namespace detail {

// clang-format off
/// Per character from ' ' to '~': its strokes, separated by spaces; a stroke is a row of points; a point is two signs, x and y,
/// each 0 ... 9 or a, b, ... for 10, 11, ...; y points down, capitals reach from 0 to e (14), small letters begin at 5,
/// descenders end at i (18).
inline constexpr std::string_view glyphs[] = {
    "",                                                 // space
    "101a 1d1e",                                        // !
    "1014 4044",                                        // "
    "303e 707e 0595 0a9a",                              // #
    "826020020526688a8c6e2e0c 404e",                    // $
    "103041433414030110 6a8a9b9d8e6e5d5b6a 800e",       // %
    "8e141230506264090c2e5e89",                         // &
    "1014",                                             // '
    "4022151b2e4g",                                     // (
    "0022353b2e0g",                                     // )
    "323a 0468 6408",                                   // *
    "0868 353b",                                        // +
    "1d1e0g",                                           // ,
    "0868",                                             // -
    "1d1e",                                             // .
    "0g60",                                             // /
    "30507285897c5e3e1c09051230",                       // 0
    "13404e",                                           // 1
    "03113050718385770e8e",                             // 2
    "02206082856737 67898c6e2e0c",                      // 3
    "6e600a8a",                                         // 4
    "701006255576888b7d5e2e0c",                         // 5
    "71503012050b1d3e5e7d8b897756361709",               // 6
    "00803e",                                           // 7
    "206082846626040220 66888c6e2e0c0826",              // 8
    "1d3e5e7c89837150301103051738587785",               // 9
    "1617 1d1e",                                        // :
    "1617 1d1e0g",                                      // ;
    "65086b",                                           // <
    "0666 0a6a",                                        // =
    "05680b",                                           // >
    "0220507274474a 4d4e",                              // ?
    "7a5b4a476576797a9a a6a3823002050b2e7e",            // @
    "0e408e 1a7a",                                      // A
    "0e005072755707 57898c6e0e",                        // B
    "8260301205091c3e6e8c",                             // C
    "0e00507285897c5e0e",                               // D
    "70000e7e 0757",                                    // E
    "70000e 0757",                                      // F
    "8260301205091c3e6e8c8858",                         // G
    "000e 808e 0787",                                   // H
    "101e",                                             // I
    "606b4e2e0b",                                       // J
    "000e 8009 368e",                                   // K
    "000e7e",                                           // L
    "0e0049808e",                                       // M
    "0e008e80",                                         // N
    "30608295998c6e3e1c09051230",                       // O
    "0e005082865808",                                   // P
    "30608295998c6e3e1c09051230 6b9f",                  // Q
    "0e005082865808 488e",                              // R
    "82602002052668898c6e2e0c",                         // S
    "0080 404e",                                        // T
    "000a1c3e5e7c8a80",                                 // U
    "004e80",                                           // V
    "002e548ea0",                                       // W
    "008e 800e",                                        // X
    "004780 474e",                                      // Y
    "00800e8e",                                         // Z
    "40101g4g",                                         // [
    "006g",                                             // backslash
    "00303g0g",                                         // ]
    "043064",                                           // ^
    "0f7f",                                             // _
    "0022",                                             // `
    "757e 775525080b2e5e7c",                            // a
    "000e 072555787b5e2e0c",                            // b
    "775525080b2e5e7c",                                 // c
    "707e 775525080b2e5e7c",                            // d
    "0979775525080b2e5e7d",                             // e
    "5030222e 0555",                                    // f
    "757g5i2i0h 775525080b2e5e7c",                      // g
    "000e 082555777e",                                  // h
    "151e 1112",                                        // i
    "353g1i0i 3132",                                    // j
    "000e 650b 296e",                                   // k
    "101e",                                             // l
    "050e 082545575e 587595a7ae",                       // m
    "050e 082555777e",                                  // n
    "2555787b5e2e0b0825",                               // o
    "050i 072555787b5e2e0c",                            // p
    "757i 775525080b2e5e7c",                            // q
    "050e 08264555",                                    // r
    "6655250608295a7b7d5e1e0d",                         // s
    "212c3e5e 0555",                                    // t
    "050b2e4e7b 757e",                                  // u
    "053e65",                                           // v
    "052e568ea5",                                       // w
    "056e 650e",                                        // x
    "053e 652i0i",                                      // y
    "05650e6e",                                         // z
    "40222708292e4g",                                   // {
    "101g",                                             // |
    "00222748292e0g",                                   // }
    "09274967",                                         // ~
};
// clang-format on

}  // namespace detail

/// The strokes of a character, those of '?' where the font does not have it.
constexpr std::string_view glyph(char c) { return detail::glyphs[c >= ' ' && c <= '~' ? c - ' ' : '?' - ' ']; }

/// The coordinate that a sign of a stroke stands for.
constexpr int font_coordinate(char c) { return c <= '9' ? c - '0' : c - 'a' + 10; }

/// How far the next character begins behind the beginning of this one.
constexpr int glyph_advance(char c) {
  if (c == ' ') return 6;
  int width = 0;
  std::string_view strokes = glyph(c);
  for (std::size_t i = 0; i < strokes.size(); i += strokes[i] == ' ' ? 1 : 2)
    if (strokes[i] != ' ' && font_coordinate(strokes[i]) > width) width = font_coordinate(strokes[i]);
  return width + font_spacing;
}

}  // namespace gan::io
