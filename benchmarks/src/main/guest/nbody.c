// Five bodies under gravity, n steps of 0.01 days: f64 arithmetic with square roots, structs in memory.
// The result is the energy of the system afterwards, as bits.

#include "guest.h"

#define BODIES 5
#define DAYS 365.24

struct body {
  double x, y, z, vx, vy, vz, mass;
};

static const double solar_mass = 4 * 3.141592653589793 * 3.141592653589793;

static struct body bodies[BODIES];

static void place(int i, double x, double y, double z, double vx, double vy, double vz, double mass) {
  bodies[i].x = x;
  bodies[i].y = y;
  bodies[i].z = z;
  bodies[i].vx = vx * DAYS;
  bodies[i].vy = vy * DAYS;
  bodies[i].vz = vz * DAYS;
  bodies[i].mass = mass * solar_mass;
}

// The Sun and the four giant planets; the Sun moves so that the whole rests.
static void reset(void) {
  place(0, 0, 0, 0, 0, 0, 0, 1);
  place(1, 4.841431442464721, -1.1603200440274284, -0.10362204447112311, 0.001660076642744037,
        0.007699011184197404, -0.0000690460016972063, 0.0009547919384243266);
  place(2, 8.34336671824458, 4.124798564124305, -0.4035234171143214, -0.002767425107268624,
        0.004998528012349172, 0.00002304172975737639, 0.0002858859806661308);
  place(3, 12.894369562139131, -15.111151401698631, -0.22330757889265573, 0.002964601375647616,
        0.0023784717395948095, -0.000029658956854023756, 0.00004366244043351563);
  place(4, 15.379697114850917, -25.919314609987964, 0.17925877295037118, 0.0026806777249038932,
        0.001628241700382423, -0.00009515922545197159, 0.000051513890204661145);
  double px = 0, py = 0, pz = 0;
  for (int i = 0; i < BODIES; i++) {
    px += bodies[i].vx * bodies[i].mass;
    py += bodies[i].vy * bodies[i].mass;
    pz += bodies[i].vz * bodies[i].mass;
  }
  bodies[0].vx = -px / solar_mass;
  bodies[0].vy = -py / solar_mass;
  bodies[0].vz = -pz / solar_mass;
}

static void advance(double dt) {
  for (int i = 0; i < BODIES; i++) {
    struct body *a = &bodies[i];
    for (int j = i + 1; j < BODIES; j++) {
      struct body *b = &bodies[j];
      double dx = a->x - b->x, dy = a->y - b->y, dz = a->z - b->z;
      double square = dx * dx + dy * dy + dz * dz;
      double magnitude = dt / (square * __builtin_sqrt(square));
      a->vx -= dx * b->mass * magnitude;
      a->vy -= dy * b->mass * magnitude;
      a->vz -= dz * b->mass * magnitude;
      b->vx += dx * a->mass * magnitude;
      b->vy += dy * a->mass * magnitude;
      b->vz += dz * a->mass * magnitude;
    }
  }
  for (int i = 0; i < BODIES; i++) {
    bodies[i].x += dt * bodies[i].vx;
    bodies[i].y += dt * bodies[i].vy;
    bodies[i].z += dt * bodies[i].vz;
  }
}

static double energy(void) {
  double sum = 0;
  for (int i = 0; i < BODIES; i++) {
    struct body *a = &bodies[i];
    sum += 0.5 * a->mass * (a->vx * a->vx + a->vy * a->vy + a->vz * a->vz);
    for (int j = i + 1; j < BODIES; j++) {
      struct body *b = &bodies[j];
      double dx = a->x - b->x, dy = a->y - b->y, dz = a->z - b->z;
      sum -= a->mass * b->mass / __builtin_sqrt(dx * dx + dy * dy + dz * dz);
    }
  }
  return sum;
}

EXPORT int64_t run(int32_t steps) {
  reset();
  for (int32_t i = 0; i < steps; i++) {
    advance(0.01);
  }
  return bits_of(energy());
}
