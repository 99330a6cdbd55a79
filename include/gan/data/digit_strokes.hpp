#pragma once
/// How a hand writes the ten digits: the way of the pen as a few points per digit.
namespace gan::data::detail {

/// What the pen does at a point of its way: set down there, pass in a smooth curve, or turn sharply.
enum class Pen { down, smooth, sharp };

/// A point of the way, in a unit square with y pointing down.
struct PenPoint {
  float x, y;
  Pen pen = Pen::smooth;
};

struct PenWay {
  PenPoint const* points;
  int count;
};

inline constexpr int max_pen_points = 16;

// clang-format off
inline constexpr PenPoint zero[] = {
    {.58f, .02f, Pen::down}, {.34f, .05f}, {.14f, .36f}, {.16f, .74f}, {.42f, .99f}, {.72f, .88f}, {.87f, .52f}, {.76f, .16f},
    {.54f, .01f}};
inline constexpr PenPoint one[] = {{.54f, .00f, Pen::down}, {.51f, .50f}, {.48f, 1.f}};
inline constexpr PenPoint one_with_flag[] = {{.30f, .22f, Pen::down}, {.54f, .00f, Pen::sharp}, {.53f, .50f}, {.52f, 1.f}};
inline constexpr PenPoint two[] = {
    {.14f, .24f, Pen::down}, {.32f, .04f}, {.62f, .02f}, {.81f, .22f}, {.68f, .52f}, {.40f, .78f}, {.10f, .98f, Pen::sharp},
    {.45f, .96f}, {.90f, .97f}};
inline constexpr PenPoint two_with_loop[] = {
    {.16f, .20f, Pen::down}, {.42f, .00f}, {.76f, .14f}, {.72f, .46f}, {.42f, .84f}, {.16f, .98f}, {.10f, .84f}, {.28f, .78f},
    {.58f, .93f}, {.92f, .96f}};
inline constexpr PenPoint three[] = {
    {.16f, .14f, Pen::down}, {.44f, .00f}, {.76f, .12f}, {.72f, .36f}, {.40f, .47f, Pen::sharp}, {.76f, .56f}, {.84f, .80f},
    {.52f, 1.f}, {.12f, .88f}};
inline constexpr PenPoint open_four[] = {
    {.26f, .02f, Pen::down}, {.18f, .32f}, {.10f, .58f, Pen::sharp}, {.45f, .60f}, {.90f, .56f}, {.74f, .04f, Pen::down},
    {.69f, .50f}, {.64f, 1.f}};
inline constexpr PenPoint closed_four[] = {
    {.68f, 1.f, Pen::down}, {.70f, .50f}, {.71f, .00f, Pen::sharp}, {.40f, .34f}, {.08f, .66f, Pen::sharp}, {.50f, .67f},
    {.94f, .65f}};
inline constexpr PenPoint five[] = {
    {.84f, .01f, Pen::down}, {.54f, .03f}, {.28f, .04f, Pen::sharp}, {.22f, .43f, Pen::sharp}, {.52f, .38f}, {.83f, .58f},
    {.78f, .86f}, {.48f, 1.f}, {.12f, .90f}};
inline constexpr PenPoint six[] = {
    {.70f, .01f, Pen::down}, {.40f, .22f}, {.17f, .58f}, {.22f, .90f}, {.52f, 1.f}, {.82f, .82f}, {.72f, .57f}, {.44f, .55f},
    {.20f, .74f}};
inline constexpr PenPoint seven[] = {
    {.12f, .06f, Pen::down}, {.50f, .05f}, {.86f, .03f, Pen::sharp}, {.60f, .46f}, {.40f, 1.f}};
inline constexpr PenPoint seven_with_bar[] = {
    {.12f, .06f, Pen::down}, {.50f, .05f}, {.86f, .03f, Pen::sharp}, {.60f, .46f}, {.42f, 1.f}, {.30f, .53f, Pen::down},
    {.54f, .52f}, {.80f, .50f}};
inline constexpr PenPoint eight[] = {
    {.78f, .14f, Pen::down}, {.50f, .00f}, {.24f, .16f}, {.38f, .40f}, {.70f, .60f}, {.80f, .84f}, {.50f, 1.f}, {.20f, .84f},
    {.32f, .60f}, {.64f, .40f}, {.78f, .14f}};
inline constexpr PenPoint nine[] = {
    {.80f, .20f, Pen::down}, {.54f, .01f}, {.24f, .14f}, {.22f, .40f}, {.48f, .50f}, {.74f, .36f}, {.81f, .12f, Pen::sharp},
    {.76f, .56f}, {.62f, 1.f}};
// clang-format on

template <int N> constexpr PenWay way(PenPoint const (&points)[N]) {
  static_assert(N <= max_pen_points);
  return {points, N};
}

/// The way of the pen per digit, in two styles where it is written in two ways.
inline constexpr PenWay pen_ways[10][2] = {
    {way(zero), way(zero)},   {way(one), way(one_with_flag)},     {way(two), way(two_with_loop)},
    {way(three), way(three)}, {way(open_four), way(closed_four)}, {way(five), way(five)},
    {way(six), way(six)},     {way(seven), way(seven_with_bar)},  {way(eight), way(eight)},
    {way(nine), way(nine)},
};

}  // namespace gan::data::detail
