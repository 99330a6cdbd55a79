#pragma once
/// All f-divergences.
#include <gan/loss/divergence/alpha.hpp>
#include <gan/loss/divergence/gan_divergence.hpp>
#include <gan/loss/divergence/jeffrey.hpp>
#include <gan/loss/divergence/jensen_shannon.hpp>
#include <gan/loss/divergence/kullback_leibler.hpp>
#include <gan/loss/divergence/neyman_chi_squared.hpp>
#include <gan/loss/divergence/pearson_chi_squared.hpp>
#include <gan/loss/divergence/reverse_kullback_leibler.hpp>
#include <gan/loss/divergence/squared_hellinger.hpp>
#include <gan/loss/divergence/total_variation.hpp>
#include <gan/loss/divergence/weighted_jensen_shannon.hpp>
