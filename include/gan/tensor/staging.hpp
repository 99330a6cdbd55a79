#pragma once
#include <vector>

#include <gan/tensor/context_base.hpp>

namespace gan {

/// A few slots of memory in which numbers travel from the host to a device while the device works. Each backend specialises it.
///   Staging(context, bytes, slots)
/// on any one thread, for a slot that is not under way:
///   host(slot)            where to write
///   wait_for_slot(slot)   comes before writing: what was sent from there has left
///   send(slot, bytes)     the numbers go
/// on the context's thread:
///   arrived(slot)         where they are on the device, for all that is launched from now on
///   release(slot)         what has been launched so far is the last that reads them
template <class Device> class Staging;

}  // namespace gan
